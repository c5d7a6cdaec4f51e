using Microsoft.Extensions.Options;
using MyIkev2.NmsecProtocol;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec;

/// <summary>What the target of a request turned out to be.</summary>
/// <param name="Error">Why it cannot be served, or none.</param>
/// <param name="Name">The stack or client; empty for requests about all of them.</param>
/// <param name="Resource">What the client needed a right to.</param>
internal readonly record struct RequestTarget(NmsecError Error, string Name, NmsecResource Resource);

/// <summary>Decides what a request is about and whether its client may ask: in this order, so that who may not does not learn what there is.</summary>
internal interface IRequestTargets
{
    /// <summary>Finds the target of a request.</summary>
    RequestTarget Find(MessageTypeRow request, string target, RegistryView view, PeerRights rights);
}

/// <summary>The agent's own interface: targets are the stacks of this host.</summary>
internal sealed class StackTargets(NmsecDialect dialect, IOptions<NmsecOptions> options) : IRequestTargets
{
    public RequestTarget Find(MessageTypeRow request, string target, RegistryView view, PeerRights rights)
    {
        if (request.Scope == MessageScope.AllStacks)
        {
            return !rights.May(NmsecResource.AllStacks)
                ? new(NmsecError.NotAuthorized, target, NmsecResource.AllStacks)
                : new(target.Length == 0 ? NmsecError.None : NmsecError.UnknownStack, target, NmsecResource.AllStacks);
        }

        var stack = StackDirectory.Find(view, target, options.Value.DefaultStack, dialect);
        var resource = NmsecResource.Stack(stack ?? target, request.Kind == MessageKind.Control ? NmsecAccess.Control : NmsecAccess.Display);
        if (!rights.May(resource))
        {
            return new(NmsecError.NotAuthorized, target, resource);
        }

        // Only for who may ask: it costs a walk over the tunnels.
        stack ??= StackDirectory.FindAmongTunnels(view, target, dialect);
        return stack is null ? new(NmsecError.UnknownStack, target, resource) : new(NmsecError.None, stack, resource);
    }
}

/// <summary>
/// The interface of a network security server: targets are its clients. This agent has none, so every client that is
/// named is not connected. What the server cannot be asked there is of an unknown type.
/// </summary>
internal sealed class ServiceClientTargets : IRequestTargets
{
    public RequestTarget Find(MessageTypeRow request, string target, RegistryView view, PeerRights rights)
    {
        if (request.Scope == MessageScope.AllStacks)
        {
            return new(NmsecError.BadType, target, default);
        }

        var resource = request.Scope == MessageScope.ServiceClient
            ? NmsecResource.ServiceClients
            : NmsecResource.Stack(target, request.Kind == MessageKind.Control ? NmsecAccess.Control : NmsecAccess.Display);
        return !rights.May(resource) ? new(NmsecError.NotAuthorized, target, resource)
            : request.Scope == MessageScope.ServiceClient && target.Length == 0 ? new(NmsecError.None, string.Empty, resource)
            : new(NmsecError.UnknownStack, target, resource);
    }
}
