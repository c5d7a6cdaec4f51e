using MyIkev2.Engine.Wire;
using static MyIkev2.Fuzz.FuzzFailureException;

namespace MyIkev2.Fuzz.Targets;

/// <summary>
/// What holds for any octets whatever that are read as a message or as a payload chain. The conformance tests
/// assert the same.
/// </summary>
public static class WireProperties
{
    /// <summary>Octets that reading may allocate: so many per octet of input, and a constant.</summary>
    public const int AllocationPerOctet = 24;

    /// <inheritdoc cref="AllocationPerOctet"/>
    public const int AllocationConstant = 1024;


    /// <summary>Reads <paramref name="input"/> as a message; true when it is one.</summary>
    public static bool CheckMessage(byte[] input)
    {
        WireError error = IkeMessageReader.TryRead(input, out IkeMessage message);
        CheckAllocation(input.Length, () => IkeMessageReader.TryRead(input, out _));
        CheckError(error, input.Length);
        foreach (bool sealedMessage in (bool[])[false, true])
        {
            MessageRules.Check(message.Header.Exchange, message.Header.IsResponse, sealedMessage, message.Payloads);
        }

        if (error.IsError)
        {
            return false;
        }

        bool peeked = DatagramPeek.Inspect(input, nonEspMarkerExpected: false).Kind == DatagramKind.Ike;
        Require(peeked || message.Header.InitiatorSpi == 0, "what reads as IKE is not peeked as garbage");

        var first = new byte[input.Length];
        int written = IkeMessageWriter.Write(first, message.Header, message.Payloads);
        Require(written == input.Length, $"{input.Length} octets were read, {written} are written");
        WireError again = IkeMessageReader.TryRead(first, out IkeMessage repeated);
        Require(!again.IsError, $"what was written does not read: {again}");
        Require(repeated.Header == message.Header, "the header changes");
        CheckSame(message.Payloads, repeated.Payloads);

        var second = new byte[input.Length];
        IkeMessageWriter.Write(second, repeated.Header, repeated.Payloads);
        Require(first.AsSpan().SequenceEqual(second), "writing is not stable");
        return true;
    }

    /// <summary>Reads <paramref name="input"/> as a decrypted chain; true when it is one.</summary>
    public static bool CheckChain(PayloadType type, byte[] input)
    {
        var payloads = new List<Payload>();
        WireError error = IkeMessageReader.TryReadChain(type, input, payloads);
        CheckAllocation(input.Length, () => IkeMessageReader.TryReadChain(type, input, []));
        CheckError(error, input.Length);
        if (error.IsError)
        {
            return false;
        }

        var written = new byte[input.Length];
        int length = IkeMessageWriter.WriteChain(written, payloads, out PayloadType first);
        Require(length == input.Length, $"{input.Length} octets were read, {length} are written");
        Require(first == type, "the first type changes");
        var repeated = new List<Payload>();
        WireError again = IkeMessageReader.TryReadChain(first, written, repeated);
        Require(!again.IsError, $"what was written does not read: {again}");
        CheckSame(payloads, repeated);
        return true;
    }

    private static void CheckError(WireError error, int length)
    {
        Require(error.Offset >= 0 && error.Offset <= length, $"offset of {error} is outside {length} octets");
        Require(error.IsError == (error.Field.Length > 0), $"an error has a field: {error.Code}");
        bool critical = error.Code == WireErrorCode.UnknownCriticalPayload;
        Require(critical == (error.PayloadType != 0), "only an unknown critical payload has a type");
    }

    private static void CheckAllocation(int length, Action read)
    {
        long allowed = AllocationConstant + ((long)AllocationPerOctet * length);
        long allocated = Allocated(read);

        // A first read may also build tables and type instances of the runtime; a repeat shows the read alone.
        allocated = allocated <= allowed ? allocated : Allocated(read);
        Require(allocated <= allowed, $"{length} octets made {allocated} octets of objects; {allowed} are allowed");
    }

    private static long Allocated(Action read)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        read();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void CheckSame(IReadOnlyList<Payload> payloads, IReadOnlyList<Payload> repeated)
    {
        Require(payloads.Count == repeated.Count, "the number of payloads changes");
        for (int i = 0; i < payloads.Count; i++)
        {
            Require(payloads[i].Equals(repeated[i]), $"payload {i} changes: {payloads[i]}");
            Require(payloads[i].GetHashCode() == repeated[i].GetHashCode(), $"hash of payload {i} changes");
        }
    }
}
