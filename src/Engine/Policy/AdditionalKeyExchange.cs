using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Policy;

/// <summary>An additional key exchange that was negotiated (RFC 9370).</summary>
/// <param name="Type">Its transform type, which says when its turn is.</param>
/// <param name="Method">The method, never None.</param>
public readonly record struct AdditionalKeyExchange(TransformType Type, KeyExchangeId Method);

/// <summary>What may be negotiated for one additional key exchange.</summary>
/// <param name="Type">One of the seven transform types.</param>
/// <param name="Methods">In order of preference; None among them = it may be left out.</param>
public sealed record AdditionalKeyExchangeOffer(TransformType Type, ValueList<KeyExchangeId> Methods);
