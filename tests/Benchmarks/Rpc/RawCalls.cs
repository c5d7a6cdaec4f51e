using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using MyIkev2.Benchmarks.Monitoring;

namespace MyIkev2.Benchmarks.Rpc;

/// <summary>Calls whose answers are taken as octets: what is measured is the server and the way, not a client's decoding.</summary>
internal static class RawCalls
{
    private static readonly Marshaller<byte[]> Requests = Marshallers.Create(static octets => octets, static octets => octets);

    /// <summary>Only the length of an answer, without a copy of it.</summary>
    private static readonly Marshaller<object> Lengths = Marshallers.Create<object>(
        static (_, _) => throw new NotSupportedException(), static context => (object)(int)context.PayloadAsReadOnlySequence().Length);

    public static AsyncServerStreamingCall<object> Stream(CallInvoker invoker, string service, string method, IMessage request) =>
        invoker.AsyncServerStreamingCall(
            new Method<byte[], object>(MethodType.ServerStreaming, service, method, Requests, Lengths), null, default, request.ToByteArray());

    public static AsyncUnaryCall<object> Unary(CallInvoker invoker, string service, string method, byte[] request) =>
        invoker.AsyncUnaryCall(new Method<byte[], object>(MethodType.Unary, service, method, Requests, Lengths), null, default, request);

    /// <summary>One stream to its end.</summary>
    /// <param name="records">How many it is known to have.</param>
    /// <param name="invoker">The way.</param>
    /// <param name="service">Full name.</param>
    /// <param name="method">Name.</param>
    /// <param name="request">The request.</param>
    public static async Task<Answer> AskAsync(int records, CallInvoker invoker, string service, string method, IMessage request)
    {
        var started = Stopwatch.GetTimestamp();
        var toFirst = TimeSpan.Zero;
        long octets = 0;
        using var call = Stream(invoker, service, method, request);
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            toFirst = octets == 0 ? Stopwatch.GetElapsedTime(started) : toFirst;
            octets += (int)call.ResponseStream.Current;
        }

        return new Answer((uint)records, octets, toFirst, Stopwatch.GetElapsedTime(started));
    }
}
