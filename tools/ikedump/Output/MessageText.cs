using MyIkev2.Engine.Wire;

namespace MyIkev2.IkeDump.Output;

/// <summary>Header, payloads, verdicts.</summary>
internal static class MessageText
{
    private const int ErrorContext = 16;

    public static void WriteHeader(Tree tree, in IkeHeader header)
    {
        string direction = header.IsResponse ? "response" : "request";
        string side = header.IsFromInitiator ? "original initiator" : "original responder";
        tree.Line($"{Names.Of(header.Exchange)} {direction}, message {header.MessageId}, from the {side}");
        tree.Line(
            $"SPIs {header.InitiatorSpi:x16} {header.ResponderSpi:x16}, version {header.MajorVersion}.{header.MinorVersion}, "
            + $"length {header.Length}");
    }

    public static void WritePayloads(Tree tree, IReadOnlyList<Payload> payloads)
    {
        foreach (Payload payload in payloads)
        {
            PayloadText.Write(tree, payload);
        }
    }

    public static void WriteError(Tree tree, WireError error, ReadOnlySpan<byte> octets)
    {
        if (!error.IsError)
        {
            return;
        }

        tree.Line($"MALFORMED: {error}");
        int start = Math.Max(0, error.Offset - ErrorContext);
        int end = Math.Min(octets.Length, error.Offset + ErrorContext);
        string before = Convert.ToHexStringLower(octets[start..error.Offset]);
        string after = Convert.ToHexStringLower(octets[error.Offset..end]);
        tree.Line($"  octets {start} to {end}: {before} >>> {after}");
    }

    /// <summary>Says which legal shape a message in the clear has; a protected one shows only its envelope.</summary>
    public static void WriteRule(Tree tree, IkeMessage message)
    {
        if (message.Encrypted is not null || message.Fragment is not null)
        {
            return;
        }

        MessageRule? rule = MessageRules.Match(
            message.Header.Exchange,
            message.Header.IsResponse,
            wasProtected: false,
            message.Payloads,
            out MessageRuleViolation? violation);
        tree.Line(rule is null ? $"AGAINST THE RULES: {violation}" : $"= {rule.Name}");
    }
}
