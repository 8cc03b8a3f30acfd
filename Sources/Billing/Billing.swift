import Telecom
