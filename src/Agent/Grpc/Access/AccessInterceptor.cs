using Grpc.Core;
using Grpc.Core.Interceptors;

namespace MyIkev2.Agent.Grpc.Access;

/// <summary>Refuses callers that lack the role of a method, before the method sees the call.</summary>
internal sealed class AccessInterceptor(CallerRoles callers) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Admit(context);
        return continuation(request, context);
    }

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Admit(context);
        return continuation(requestStream, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Admit(context);
        return continuation(request, responseStream, context);
    }

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Admit(context);
        return continuation(requestStream, responseStream, context);
    }

    private void Admit(ServerCallContext context)
    {
        if (!callers.TryFind(context.GetHttpContext(), out CallerRole role))
        {
            throw new RpcException(new Status(StatusCode.Unauthenticated, "The bearer token is not known here."));
        }

        context.UserState[typeof(CallerRole)] = role;
        if (MethodRoles.Of(context.Method) is not { } needed)
        {
            throw CallerAccess.Refuse($"{context.Method} has no access rule.");
        }

        context.Require(needed);
    }
}

/// <summary>The caller's role as methods see it.</summary>
internal static class CallerAccess
{
    /// <summary>True if the caller has all of <paramref name="role"/>.</summary>
    public static bool Has(this ServerCallContext context, CallerRole role) =>
        context.UserState.TryGetValue(typeof(CallerRole), out object? value) && value is CallerRole has && (has & role) == role;

    /// <exception cref="RpcException">The caller lacks the role (PERMISSION_DENIED).</exception>
    public static void Require(this ServerCallContext context, CallerRole role)
    {
        if (!context.Has(role))
        {
            throw Refuse(
                $"This needs the {role.ToString().ToLowerInvariant()} role: call over the agent's Unix socket, as root or as the agent's user, "
                + $"or with a token or certificate that {GrpcOptions.Section}:{nameof(GrpcOptions.Callers)} gives it to.");
        }
    }

    internal static RpcException Refuse(string detail) => new(new Status(StatusCode.PermissionDenied, detail));
}
