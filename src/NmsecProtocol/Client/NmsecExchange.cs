using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.NmsecProtocol.Client;

/// <summary>
/// A request that is on its way. A server answers in the order of the requests, so several may be sent before the first answer is read. Answers are
/// read in that order too: to ask for one passes over what is left of those before it.
/// </summary>
/// <typeparam name="TRecord">What a record of the answer decodes to.</typeparam>
public sealed class NmsecExchange<TRecord>
{
    private readonly Conversation _conversation;
    private readonly RecordDecoder<TRecord> _decoder;
    private readonly ulong _correlator;

    internal NmsecExchange(Conversation conversation, NmsecMessageType request, ulong correlator, RecordDecoder<TRecord> decoder)
    {
        _conversation = conversation;
        _correlator = correlator;
        _decoder = decoder;
        Request = request;
    }

    /// <summary>What was asked.</summary>
    public NmsecMessageType Request { get; }

    /// <summary>Waits for the header of the answer; its records are read from the result.</summary>
    /// <exception cref="NmsecServerException">The server refused.</exception>
    /// <exception cref="NmsecException">There is no answer, or it makes no sense.</exception>
    /// <exception cref="InvalidOperationException">It was read, or passed over, before.</exception>
    public async Task<NmsecResponse<TRecord>> ReadResponseAsync(CancellationToken cancellation = default)
    {
        var (header, bytes) = await _conversation.ReceiveAsync(_correlator, cancellation).ConfigureAwait(false);
        return new NmsecResponse<TRecord>(header, bytes, _conversation.Responses, _decoder);
    }
}
