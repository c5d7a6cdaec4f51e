using System.Net;

namespace MyIkev2.Engine.Runtime.Radius;

/// <summary>The last requests and their answers: a server that lost an answer asks again in the same words, and must not have it done twice (RFC 5176 section 2.3).</summary>
internal sealed class AnsweredRequests
{
    private const int Capacity = 256;

    private readonly Dictionary<Key, byte[]> _answers = [];
    private readonly Queue<Key> _order = new();

    /// <summary>The answer to the same request; null when it is new.</summary>
    public byte[]? Find(IPEndPoint from, RadiusPacket request) => _answers.GetValueOrDefault(KeyOf(from, request));

    public void Add(IPEndPoint from, RadiusPacket request, byte[] answer)
    {
        var key = KeyOf(from, request);
        if (_answers.TryAdd(key, answer))
        {
            _order.Enqueue(key);
            if (_order.Count > Capacity)
            {
                _answers.Remove(_order.Dequeue());
            }
        }
    }

    private static Key KeyOf(IPEndPoint from, RadiusPacket request) => new(from, request.Identifier, new Guid(request.Authenticator));

    /// <param name="From">Who asked.</param>
    /// <param name="Identifier">Its number for it.</param>
    /// <param name="Authenticator">The digest over all that it says.</param>
    private readonly record struct Key(IPEndPoint From, byte Identifier, Guid Authenticator);
}
