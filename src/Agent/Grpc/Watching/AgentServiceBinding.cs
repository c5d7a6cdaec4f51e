using Grpc.Core;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace MyIkev2.Agent.Grpc.Watching;

/// <summary>
/// Binds the service as the generated code does, but for Watch: that one writes <see cref="WatchAnswer"/>, whose octets are those of a WatchResponse.
/// </summary>
internal static class AgentServiceBinding
{
    private const string Watch = nameof(V1.Agent.AgentBase.Watch);

    /// <summary>Where reflection looks for it: beside the method that binds.</summary>
    public static ServiceDescriptor Descriptor => V1.Agent.Descriptor;

    public static void BindService(ServiceBinderBase binder, AgentService? service) => V1.Agent.BindService(new WatchBinder(binder, service), service);

    private sealed class WatchBinder(ServiceBinderBase inner, AgentService? service) : ServiceBinderBase
    {
        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
            inner.AddMethod(method, handler);

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler) =>
            inner.AddMethod(method, handler);

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) =>
            inner.AddMethod(method, handler);

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
        {
            if (method is not Method<V1.WatchRequest, V1.WatchResponse> watch || method.Name != Watch)
            {
                inner.AddMethod(method, handler);
                return;
            }

            var encoded = new Method<V1.WatchRequest, WatchAnswer>(watch.Type, watch.ServiceName, watch.Name, watch.RequestMarshaller, WatchAnswer.Marshaller);
            inner.AddMethod(encoded, service is null ? null : new ServerStreamingServerMethod<V1.WatchRequest, WatchAnswer>(service.Watch));
        }
    }
}
