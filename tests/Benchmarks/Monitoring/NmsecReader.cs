using System.Diagnostics;
using System.Net.Sockets;
using MyIkev2.NmsecProtocol;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Framing;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.Benchmarks.Monitoring;

/// <summary>One answer as a client that only takes octets saw it.</summary>
/// <param name="Records">How many it had.</param>
/// <param name="Octets">Its length.</param>
/// <param name="ToFirstOctet">From the request until its header began to arrive.</param>
/// <param name="ToLastOctet">From the request until all of it was there.</param>
internal readonly record struct Answer(uint Records, long Octets, TimeSpan ToFirstOctet, TimeSpan ToLastOctet)
{
    public double RecordsPerSecond => Records / ToLastOctet.TotalSeconds;

    public double OctetsPerSecond => Octets / ToLastOctet.TotalSeconds;
}

/// <summary>A client that asks for all IKE tunnels and looks at headers only. It allocates nothing, so that what is allocated is the server's.</summary>
internal sealed class NmsecReader : IDisposable
{
    private static readonly NmsecDialect Dialect = NmsecDialect.Design1;

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly byte[] _buffer = new byte[256 * 1024];
    private readonly byte[] _request;

    public NmsecReader(string socketPath)
    {
        var length = Dialect.MessageHeader.Length;
        _request = new byte[length];
        new FrameHeader
        {
            HeaderLength = (uint)length,
            MessageLength = (uint)length,
            Version = Dialect.Version,
            TypeNumber = Dialect.Types.NumberOf(NmsecMessageType.GetIkeTunnels),
            Correlator = 1,
            Target = string.Empty,
        }.Write(Dialect, _request);
        _socket.ReceiveTimeout = 60_000;
        _socket.Connect(new UnixDomainSocketEndPoint(socketPath));

        // The greeting.
        _ = ReadMessage(Stopwatch.GetTimestamp());
    }

    /// <summary>Asks and reads the whole answer.</summary>
    public Answer Ask()
    {
        var started = Stopwatch.GetTimestamp();
        _socket.Send(_request);
        return ReadMessage(started);
    }

    public void Dispose() => _socket.Dispose();

    private Answer ReadMessage(long started)
    {
        var had = Receive(0);
        var toFirst = Stopwatch.GetElapsedTime(started);
        while (had < Dialect.MessageHeader.Length)
        {
            had += Receive(had);
        }

        var header = FrameHeader.Read(Dialect, _buffer);
        if (header.ReturnCode != NmsecReturnCode.Success)
        {
            throw new InvalidOperationException($"the interface answered {header.ReturnCode}, {header.ReasonCode}");
        }

        for (long total = had; total < header.MessageLength;)
        {
            total += Receive(0);
        }

        return new Answer(header.Output.Count, header.MessageLength, toFirst, Stopwatch.GetElapsedTime(started));
    }

    private int Receive(int offset)
    {
        var count = _socket.Receive(_buffer.AsSpan(offset));
        return count > 0 ? count : throw new InvalidOperationException("the interface closed the connection");
    }
}
