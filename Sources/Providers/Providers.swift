import Telecom
import JWTKit
import X509
import AsyncHTTPClient
import CryptoExtras
