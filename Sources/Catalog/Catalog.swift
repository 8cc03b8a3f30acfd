import Telecom
import Yams
