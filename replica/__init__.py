"""County government sites on loopback, with invented content and known truth.

from replica import Replica

with Replica() as replica:
    replica.write_site_files(folder)
    replica.publish("qingshan")
"""

from replica.county_site import ReplicaError
from replica.faults import FAULTS
from replica.world import Replica

__all__ = ["FAULTS", "Replica", "ReplicaError"]
