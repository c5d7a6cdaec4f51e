using System.Net;

namespace MyIkev2.IkeDump.Input;

/// <summary>What a datagram may be, as far as its port tells.</summary>
public enum Carrier
{
    /// <summary>Text input: with or without a marker.</summary>
    Unknown,

    /// <summary>IKE alone, as on port 500.</summary>
    Ike,

    /// <summary>ESP, and IKE behind a marker, as on port 4500.</summary>
    Encapsulated,

    /// <summary>IP protocol 50.</summary>
    Esp,
}

/// <summary>One datagram of the input.</summary>
/// <param name="Number">Position in the input, from 1.</param>
/// <param name="Octets">The UDP payload, or the ESP packet.</param>
/// <param name="Carrier">What it came in.</param>
/// <param name="Time">When it was captured; null in text.</param>
/// <param name="Source">Sender; null in text.</param>
/// <param name="Destination">Receiver; null in text.</param>
/// <param name="MissingOctets">How many octets the capture cut off.</param>
public sealed record CapturedDatagram(
    int Number,
    ReadOnlyMemory<byte> Octets,
    Carrier Carrier,
    DateTimeOffset? Time = null,
    IPEndPoint? Source = null,
    IPEndPoint? Destination = null,
    int MissingOctets = 0);

/// <summary>One frame of a capture file.</summary>
/// <param name="Number">Position in the file, from 1.</param>
/// <param name="LinkType">What the frame starts with (tcpdump.org LINKTYPE_ numbers).</param>
/// <param name="Time">When it was captured.</param>
/// <param name="Octets">As much of it as the capture holds.</param>
public sealed record CapturedFrame(int Number, int LinkType, DateTimeOffset? Time, ReadOnlyMemory<byte> Octets);
