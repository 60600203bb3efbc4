"""Letters to providers, with the fields that notice law asks for."""

from analytics.report.letters.packets import write_packets
from analytics.report.letters.summary import Packet, PacketOutcome
from analytics.report.letters.templates import write_templates

__all__ = ["Packet", "PacketOutcome", "write_packets", "write_templates"]
