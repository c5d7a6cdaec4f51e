using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace MyIkev2.Interop.Tests.Lab;

/// <summary>An IPv4 packet with ESP in UDP, as it came over the wire; the changes an attacker would make are copies.</summary>
internal sealed class EspDatagram
{
    private const int UdpHeader = 8;
    private const ushort NatTraversalPort = 4500;
    private const int UdpProtocol = 17;

    private readonly byte[] _packet;

    private EspDatagram(byte[] packet) => _packet = packet;

    public uint Spi => BinaryPrimitives.ReadUInt32BigEndian(Esp);

    public uint Sequence => BinaryPrimitives.ReadUInt32BigEndian(Esp[4..]);

    public IPAddress Destination => new(_packet.AsSpan(16, 4));

    public ReadOnlyMemory<byte> Packet => _packet;

    private int EspOffset => ((_packet[0] & 0xF) * 4) + UdpHeader;

    private Span<byte> Esp => _packet.AsSpan(EspOffset);

    /// <summary>Reads a packet; null when it is something else: IKE has four zero octets where ESP has its SPI (RFC 3948 section 2.2).</summary>
    public static EspDatagram? Parse(ReadOnlySpan<byte> packet)
    {
        var esp = new EspDatagram(packet.ToArray());
        return packet.Length > 20 && packet[9] == UdpProtocol && packet.Length > esp.EspOffset + 8
            && BinaryPrimitives.ReadUInt16BigEndian(packet[(esp.EspOffset - UdpHeader + 2)..]) == NatTraversalPort
            && esp.Spi != 0
            ? esp
            : null;
    }

    /// <summary>The same with the last octet, which is one of the ICV, turned over, and a sequence number that no window has seen.</summary>
    public EspDatagram Corrupted(uint sequence)
    {
        var copy = Copy(_packet.Length);
        BinaryPrimitives.WriteUInt32BigEndian(copy.Esp[4..], sequence);
        copy._packet[^1] ^= 0xFF;
        return copy;
    }

    /// <summary>The same for another SPI.</summary>
    public EspDatagram WithSpi(uint spi)
    {
        var copy = Copy(_packet.Length);
        BinaryPrimitives.WriteUInt32BigEndian(copy.Esp, spi);
        return copy;
    }

    /// <summary>The first octets of the ESP packet, in a datagram that is sound itself.</summary>
    public EspDatagram Truncated(int octets) => Copy(EspOffset + octets);

    /// <summary>The same, as it was.</summary>
    public EspDatagram Again() => Copy(_packet.Length);

    // Lengths made right; no UDP checksum, as RFC 3948 section 2.1 has it for IPv4: the captured one may have been left to the device.
    private EspDatagram Copy(int octets)
    {
        var packet = _packet.AsSpan(0, octets).ToArray();
        var udp = packet.AsSpan(EspOffset - UdpHeader);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)octets);
        BinaryPrimitives.WriteUInt16BigEndian(udp[4..], (ushort)udp.Length);
        BinaryPrimitives.WriteUInt16BigEndian(udp[6..], 0);
        return new EspDatagram(packet);
    }
}

/// <summary>Takes ESP datagrams off one host's wire and puts others on another's, under whatever source address they carry.</summary>
internal sealed class EspAttacker : IDisposable
{
    private const int LargestPacket = 65535;

    private readonly Socket _listener;
    private readonly Socket _sender;

    private EspAttacker(Socket listener, Socket sender)
    {
        _listener = listener;
        _sender = sender;
    }

    /// <summary>Listens to what comes in at one host, and sends from the other. From now on nothing is missed.</summary>
    public static async Task<EspAttacker> BetweenAsync(LabNamespace from, LabNamespace to) => new(
        await to.CreateSocketAsync(static () => new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Udp)),
        await from.CreateSocketAsync(static () => new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Raw)));

    /// <summary>The next ESP datagram on its way to the victim.</summary>
    public async Task<EspDatagram> CaptureAsync()
    {
        var room = new byte[LargestPacket];
        using var limit = new CancellationTokenSource(Wait.Default);
        while (true)
        {
            var length = await _listener.ReceiveAsync(room, limit.Token);
            if (EspDatagram.Parse(room.AsSpan(0, length)) is { } esp)
            {
                return esp;
            }
        }
    }

    /// <summary>Sends a packet with the header that it has.</summary>
    public async Task InjectAsync(EspDatagram esp, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            await _sender.SendToAsync(esp.Packet, new IPEndPoint(esp.Destination, 0));
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        _sender.Dispose();
    }
}
