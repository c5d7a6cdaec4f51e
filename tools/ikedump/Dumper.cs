using System.Globalization;
using MyIkev2.Engine.Wire;
using MyIkev2.IkeDump.Input;
using MyIkev2.IkeDump.Output;

namespace MyIkev2.IkeDump;

/// <summary>Prints datagrams one after the other and counts what it saw.</summary>
public sealed class Dumper(DumpOptions options, TextWriter output)
{
    private readonly Tree _tree = new(output, options.Full);
    private int _ike;
    private int _malformed;
    private int _esp;
    private int _keepalives;
    private int _other;

    /// <summary>True when every IKE datagram was well-formed.</summary>
    public bool Dump(IEnumerable<CapturedDatagram> datagrams)
    {
        foreach (CapturedDatagram datagram in datagrams)
        {
            Dump(datagram);
        }

        output.WriteLine(
            $"{_ike} IKE ({_malformed} malformed), {_esp} ESP, {_keepalives} keepalives, {_other} other");
        return _malformed == 0;
    }

    /// <summary>Prints decrypted payload chains; true when all were well-formed.</summary>
    public bool DumpChains(PayloadType first, IEnumerable<byte[]> chains)
    {
        foreach (byte[] chain in chains)
        {
            var payloads = new List<Payload>();
            WireError error = IkeMessageReader.TryReadChain(first, chain, payloads);
            output.WriteLine($"decrypted payloads, {chain.Length} octets");
            using (_tree.Indent())
            {
                MessageText.WritePayloads(_tree, payloads);
                MessageText.WriteError(_tree, error, chain);
            }

            output.WriteLine();
            _malformed += error.IsError ? 1 : 0;
        }

        return _malformed == 0;
    }

    private void Dump(CapturedDatagram datagram)
    {
        ReadOnlySpan<byte> octets = datagram.Octets.Span;
        DatagramPeek peek = Peek(datagram.Carrier, octets);
        switch (peek.Kind)
        {
            case DatagramKind.Esp:
                _esp++;
                WriteShort(datagram, $"ESP SPI {peek.EspSpi:x8}");
                return;
            case DatagramKind.Keepalive:
                _keepalives++;
                WriteShort(datagram, "NAT keepalive");
                return;
            default:
                DumpIke(datagram, peek);
                return;
        }
    }

    private void DumpIke(CapturedDatagram datagram, in DatagramPeek peek)
    {
        int offset = peek.Kind == DatagramKind.Ike ? peek.IkeOffset : MarkerLength(datagram);
        ReadOnlyMemory<byte> message = datagram.Octets[offset..];
        if (IkeHeader.TryRead(message.Span, out IkeHeader header).IsError)
        {
            // Who writes a datagram down means IKE; what else comes to IKE's ports is not IKE's fault.
            bool meant = datagram.Carrier == Carrier.Unknown;
            _ike += meant ? 1 : 0;
            _malformed += meant ? 1 : 0;
            _other += meant ? 0 : 1;
            output.WriteLine($"{Title(datagram)}: no IKE header");
            output.WriteLine();
            return;
        }

        _ike++;
        output.WriteLine(Title(datagram));
        if (datagram.MissingOctets > 0)
        {
            output.WriteLine($"  the capture cut off {datagram.MissingOctets} octets: capture with a larger snap length");
        }

        using (_tree.Indent())
        {
            MessageText.WriteHeader(_tree, header);
            if (header.MajorVersion == 1)
            {
                _tree.Line("IKEv1: not decoded");
            }
            else
            {
                WireError error = IkeMessageReader.TryRead(message, out IkeMessage read);
                MessageText.WritePayloads(_tree, read.Payloads);
                MessageText.WriteError(_tree, error, message.Span);
                if (!error.IsError)
                {
                    MessageText.WriteRule(_tree, read);
                }

                _malformed += error.IsError ? 1 : 0;
            }
        }

        output.WriteLine();
    }

    private void WriteShort(CapturedDatagram datagram, string what)
    {
        if (options.Esp)
        {
            output.WriteLine($"{Title(datagram)}: {what}");
        }
    }

    private static DatagramPeek Peek(Carrier carrier, ReadOnlySpan<byte> octets)
    {
        switch (carrier)
        {
            case Carrier.Esp:
                WireReader reader = new(octets);
                return new DatagramPeek { Kind = DatagramKind.Esp, EspSpi = reader.U32() };
            case Carrier.Encapsulated:
                return DatagramPeek.Inspect(octets, nonEspMarkerExpected: true);
            case Carrier.Ike:
                return DatagramPeek.Inspect(octets, nonEspMarkerExpected: false);
            default:
                // Text: whatever makes it IKE; otherwise report on it as IKE, which is what the user meant.
                DatagramPeek plain = DatagramPeek.Inspect(octets, nonEspMarkerExpected: false);
                DatagramPeek marked = DatagramPeek.Inspect(octets, nonEspMarkerExpected: true);
                return marked.Kind == DatagramKind.Ike && plain.Kind != DatagramKind.Ike ? marked : plain;
        }
    }

    /// <summary>Where IKE starts in a datagram that is not well-formed enough for the peek.</summary>
    private static int MarkerLength(CapturedDatagram datagram)
    {
        bool marked = datagram.Carrier == Carrier.Encapsulated
            || (datagram.Carrier == Carrier.Unknown && datagram.Octets.Span.StartsWith(new byte[DatagramPeek.MarkerSize]));
        return marked ? Math.Min(DatagramPeek.MarkerSize, datagram.Octets.Length) : 0;
    }

    private static string Title(CapturedDatagram datagram)
    {
        string time = datagram.Time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff ", CultureInfo.InvariantCulture) ?? "";
        string path = datagram.Source is null ? "" : $"{datagram.Source} > {datagram.Destination} ";
        return $"#{datagram.Number} {time}{path}{datagram.Octets.Length} octets";
    }
}
