import Telecom
import Mustache
