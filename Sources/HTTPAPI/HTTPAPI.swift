import Telecom
import Hummingbird
