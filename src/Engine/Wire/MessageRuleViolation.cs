namespace MyIkev2.Engine.Wire;

/// <summary>How a well-formed message breaks the rules of its exchange.</summary>
public enum MessageRuleViolationKind : byte
{
    /// <summary>No rule covers this exchange type.</summary>
    UnknownExchange,

    /// <summary>In the clear, where the exchange is protected.</summary>
    NotProtected,

    /// <summary>Protected, where the exchange is in the clear.</summary>
    Protected,

    /// <summary>A payload is missing.</summary>
    Missing,

    /// <summary>A payload stands there too often.</summary>
    TooMany,

    /// <summary>A payload that no message of this kind has.</summary>
    Unexpected,
}

/// <summary>What <see cref="MessageRules.Check"/> holds against a message.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Payload">The payload concerned; None for the first three kinds.</param>
/// <param name="Count">How many of it were there.</param>
/// <param name="Rule">The nearest shape the message could have had.</param>
public sealed record MessageRuleViolation(
    MessageRuleViolationKind Kind,
    PayloadType Payload = PayloadType.None,
    int Count = 0,
    MessageRule? Rule = null)
{
    public override string ToString() => Payload == PayloadType.None
        ? Kind.ToString()
        : $"{Kind} {PayloadCatalog.NotationOf(Payload)} (there are {Count}) in {Rule?.Name}";
}
