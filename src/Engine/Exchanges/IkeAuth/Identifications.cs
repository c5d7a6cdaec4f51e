using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Exchanges.IkeAuth;

/// <summary>Identities as they are configured, and as they are sent.</summary>
internal static class Identifications
{
    public static Identity ToIdentity(this IdentificationPayload payload) => new(payload.IdType, ValueList.Create(payload.Data.Span));

    /// <param name="identity">Who.</param>
    /// <param name="ofInitiator">IDi; otherwise IDr.</param>
    public static IdentificationPayload ToPayload(this Identity identity, bool ofInitiator) => new(ofInitiator, identity.Type, identity.Data.ToArray());
}
