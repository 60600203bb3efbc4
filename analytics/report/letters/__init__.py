"""Letters to providers: what is asked for of each line, why, and until when."""

from analytics.report.letters.packets import write_packets
from analytics.report.letters.summary import Packet, PacketOutcome
from analytics.report.letters.templates import write_templates

__all__ = ["Packet", "PacketOutcome", "write_packets", "write_templates"]
