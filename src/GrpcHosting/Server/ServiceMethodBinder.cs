using System.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace MyIkev2.GrpcHosting.Server;

/// <summary>A method with the delegate that serves its requests.</summary>
internal sealed record BoundMethod(IMethod Method, RequestDelegate Handler);

/// <summary>
/// Collects a service's methods from the generated <c>BindService(ServiceBinderBase, ServiceBase)</c>. It is called
/// without an instance, because each call has its own: the handlers become open delegates over the service type.
/// </summary>
internal sealed class ServiceMethodBinder<TService> : ServiceBinderBase where TService : class
{
    private readonly List<BoundMethod> _methods = [];
    private readonly ServerRuntime _runtime;
    private readonly ServiceActivator<TService> _activator = new();

    private ServiceMethodBinder(ServerRuntime runtime) => _runtime = runtime;

    /// <exception cref="InvalidOperationException">The type is no generated gRPC service.</exception>
    public static IReadOnlyList<BoundMethod> Bind(ServerRuntime runtime)
    {
        BindServiceMethodAttribute attribute = typeof(TService).GetCustomAttribute<BindServiceMethodAttribute>(inherit: true)
            ?? throw new InvalidOperationException($"{typeof(TService)} does not derive from a service base class that the gRPC tools have generated.");
        MethodInfo bind = attribute.BindType.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
            .SingleOrDefault(method => method.Name == attribute.BindMethodName && method.GetParameters() is [{ } binder, _] && binder.ParameterType == typeof(ServiceBinderBase))
            ?? throw new InvalidOperationException($"{attribute.BindType}.{attribute.BindMethodName} with a service binder is missing; generate the service again.");
        var collector = new ServiceMethodBinder<TService>(runtime);
        bind.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [collector, null], null);
        return collector._methods;
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
    {
        var open = Open<Func<TService, TRequest, ServerCallContext, Task<TResponse>>>(method, [typeof(TRequest), typeof(ServerCallContext)]);
        Add(method, new UnaryCallHandler<TService, TRequest, TResponse>(method, _runtime, _activator, open));
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var open = Open<Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>>>(
            method, [typeof(IAsyncStreamReader<TRequest>), typeof(ServerCallContext)]);
        Add(method, new ClientStreamingCallHandler<TService, TRequest, TResponse>(method, _runtime, _activator, open));
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var open = Open<Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task>>(
            method, [typeof(TRequest), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext)]);
        Add(method, new ServerStreamingCallHandler<TService, TRequest, TResponse>(method, _runtime, _activator, open));
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var open = Open<Func<TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task>>(
            method, [typeof(IAsyncStreamReader<TRequest>), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext)]);
        Add(method, new DuplexStreamingCallHandler<TService, TRequest, TResponse>(method, _runtime, _activator, open));
    }

    private static TDelegate Open<TDelegate>(IMethod method, Type[] parameters) where TDelegate : Delegate
    {
        MethodInfo implementation = typeof(TService).GetMethod(method.Name, BindingFlags.Public | BindingFlags.Instance, parameters)
            ?? throw new InvalidOperationException($"{typeof(TService)} has no public method {method.Name} with the parameters of {method.FullName}.");
        return implementation.CreateDelegate<TDelegate>();
    }

    private void Add<TRequest, TResponse>(IMethod method, ServerCallHandler<TService, TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class => _methods.Add(new BoundMethod(method, handler.InvokeAsync));
}
