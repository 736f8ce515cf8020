from nsc.secretariat.models.issued import Issued as Issued
