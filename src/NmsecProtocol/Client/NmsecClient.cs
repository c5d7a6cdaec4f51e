using System.IO.Pipelines;
using System.Net.Sockets;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Framing;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.NmsecProtocol.Client;

/// <summary>
/// A client of the local IPSec network management interface. One request at a time; not for use by several threads at
/// once.
/// </summary>
/// <remarks>
/// A refused request throws <see cref="NmsecServerException"/> and leaves the client usable unless the server ended
/// the connection. Any other <see cref="NmsecException"/>, and a cancellation in the middle of an answer, ends it.
/// </remarks>
public sealed class NmsecClient : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly PipeReader _input;
    private readonly PipeWriter _output;
    private readonly ResponseStream _responses;
    private readonly NmsecDialect _dialect;
    private ulong _correlator;

    private NmsecClient(Stream stream, NmsecClientOptions options)
    {
        _stream = stream;
        _dialect = options.Dialect;
        _input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
        _output = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        _responses = new ResponseStream(_input, options);
    }

    /// <summary>The header of the server's initialization message.</summary>
    public FrameHeader Greeting { get; private set; }

    /// <summary>The version that requests are sent in: the lower of both sides' highest.</summary>
    public ushort Version => Math.Min(_dialect.Version, Greeting.Version);

    /// <summary>Connects to a server's Unix socket and waits for its initialization message.</summary>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    /// <exception cref="NmsecException">The server refused, or is no such server.</exception>
    public static async Task<NmsecClient> ConnectAsync(
        string socketPath, NmsecClientOptions? options = null, CancellationToken cancellation = default)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellation).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return await ConnectAsync(new NetworkStream(socket, ownsSocket: true), options, cancellation).ConfigureAwait(false);
    }

    /// <summary>Takes over a connected stream and waits for the server's initialization message.</summary>
    /// <exception cref="NmsecException">The server refused, or is no such server.</exception>
    public static async Task<NmsecClient> ConnectAsync(
        Stream stream, NmsecClientOptions? options = null, CancellationToken cancellation = default)
    {
        var client = new NmsecClient(stream, options ?? new NmsecClientOptions());
        try
        {
            await client.ReadGreetingAsync(cancellation).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>NMsec_GET_IKETUN: the IKE tunnels of a stack.</summary>
    /// <param name="filters">Which ones; none means all.</param>
    /// <param name="stack">The stack; empty means the server's default.</param>
    /// <param name="cancellation">Ends the wait for the header; the enumeration takes its own.</param>
    public Task<NmsecResponse<IkeTunnelRecord>> GetIkeTunnelsAsync(
        IReadOnlyCollection<NmsecFilter>? filters = null, string stack = "", CancellationToken cancellation = default)
        => MonitorAsync(NmsecMessageType.GetIkeTunnels, IkeTunnelRecord.Read, filters, stack, cancellation);

    /// <summary>Sends a monitoring request and decodes its records with <paramref name="decoder"/>.</summary>
    public async Task<NmsecResponse<TRecord>> MonitorAsync<TRecord>(
        NmsecMessageType request,
        RecordDecoder<TRecord> decoder,
        IReadOnlyCollection<NmsecFilter>? filters = null,
        string stack = "",
        CancellationToken cancellation = default)
    {
        WriteRequest(request, filters ?? [], stack);
        await SendAsync(cancellation).ConfigureAwait(false);
        var (header, bytes) = await _responses.ReadHeaderAsync(cancellation).ConfigureAwait(false);
        if (header.TypeNumber == _dialect.Types.NumberOf(NmsecMessageType.Term))
        {
            throw new NmsecServerException(header.ReturnCode, header.ReasonCode, isTermination: true);
        }

        if (header.Correlator != _correlator || header.TypeNumber != _dialect.Types.NumberOf(request))
        {
            throw new NmsecProtocolException("The server answered another request.");
        }

        return header.ReturnCode == NmsecReturnCode.Success
            ? new NmsecResponse<TRecord>(header, bytes, _responses, decoder)
            : throw new NmsecServerException(header.ReturnCode, header.ReasonCode, isTermination: false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _input.CompleteAsync().ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
    }

    private async Task ReadGreetingAsync(CancellationToken cancellation)
    {
        var (header, _) = await _responses.ReadHeaderAsync(cancellation).ConfigureAwait(false);
        if (header.TypeNumber == _dialect.Types.NumberOf(NmsecMessageType.Term))
        {
            throw new NmsecServerException(header.ReturnCode, header.ReasonCode, isTermination: true);
        }

        if (header.TypeNumber != _dialect.Types.NumberOf(NmsecMessageType.Init) || header.Version == 0)
        {
            throw new NmsecProtocolException("The server's first message is no initialization message.");
        }

        Greeting = header;
    }

    private async ValueTask SendAsync(CancellationToken cancellation)
    {
        try
        {
            await _output.FlushAsync(cancellation).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The server has closed. Its termination message, which says why, may still be waiting to be read; if it
            // is not, the read that follows says that the connection is gone.
        }
    }

    private void WriteRequest(NmsecMessageType request, IReadOnlyCollection<NmsecFilter> filters, string stack)
    {
        var recordLength = FilterRecords.RecordLength(_dialect);
        var inputLength = recordLength * filters.Count;
        if (_dialect.MessageHeader.Length + inputLength > _dialect.MaximumRequestLength)
        {
            throw new ArgumentException($"{filters.Count} filters make a request that is too large.", nameof(filters));
        }

        var records = new byte[inputLength];
        var offset = 0;
        foreach (var filter in filters)
        {
            FilterRecords.Write(_dialect, filter, records.AsSpan(offset, recordLength));
            offset += recordLength;
        }

        _correlator++;
        new FrameWriter(_dialect).WriteRequest(
            _output, request, Version, _correlator, stack, (uint)filters.Count, (uint)inputLength);
        records.CopyTo(_output.GetSpan(records.Length));
        _output.Advance(records.Length);
    }
}
