namespace MyIkev2.Agent.Grpc.Access;

/// <summary>What callers over TCP may do who show neither token nor certificate.</summary>
/// <param name="Loopback">Those on the same host.</param>
/// <param name="Elsewhere">All others.</param>
internal sealed record AnonymousAccess(CallerRole Loopback, CallerRole Elsewhere)
{
    /// <summary>Of the agent's own endpoint.</summary>
    public static AnonymousAccess OfAgent { get; } = new(CallerRole.Monitor, CallerRole.None);
}
