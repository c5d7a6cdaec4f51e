namespace MyIkev2.Engine.Sa;

/// <summary>What an arriving request is to the window.</summary>
internal enum RequestStanding
{
    /// <summary>The next one: handle it.</summary>
    New,

    /// <summary>A repeat of the last one: send the stored answer again.</summary>
    Repeat,

    /// <summary>Neither: drop it.</summary>
    OutOfWindow,
}

/// <summary>
/// Message IDs of one IKE SA, both directions, window size 1 (RFC 7296 sections 2.1 to 2.3): one request of ours at a time, and the answer to
/// the peer's last request kept for its repeats.
/// </summary>
internal sealed class MessageIdWindow
{
    private IReadOnlyList<byte[]> _lastResponse = [];

    /// <summary>Message ID of our next request.</summary>
    public uint NextRequestId { get; private set; }

    /// <summary>Message ID that the peer's next request must have.</summary>
    public uint ExpectedRequestId { get; private set; }

    /// <summary>The stored answer to the peer's last request; empty when there is none yet.</summary>
    public IReadOnlyList<byte[]> LastResponse => _lastResponse;

    public RequestStanding Judge(uint messageId)
    {
        if (messageId == ExpectedRequestId)
        {
            return RequestStanding.New;
        }

        return messageId + 1 == ExpectedRequestId && _lastResponse.Count > 0 ? RequestStanding.Repeat : RequestStanding.OutOfWindow;
    }

    /// <summary>The peer's request was answered with <paramref name="response"/>.</summary>
    public void Answered(IReadOnlyList<byte[]> response)
    {
        _lastResponse = response;
        ExpectedRequestId++;
    }

    /// <summary>Our request was answered.</summary>
    public void RequestDone() => NextRequestId++;
}
