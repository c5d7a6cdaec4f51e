using System.Buffers;
using System.IO.Pipelines;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using MyIkev2.Agent.Grpc.Lists;
using MyIkev2.Agent.Grpc.Mapping;
using MyIkev2.Agent.Grpc.Requests;
using MyIkev2.Agent.Grpc.Watching;
using MyIkev2.GrpcHosting.Protocol;
using MyIkev2.Registry;
using MyIkev2.Testing;
using V1 = MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Fuzz.Targets;

/// <summary>
/// What a caller sends in one stream of gRPC: frames, and in them messages. The first octet says which request they are, the second how they arrive:
/// bit 0 that gzip is announced, the others how many octets come at a time.
/// </summary>
public static class GrpcTarget
{
    private const int MessageLimit = 64 * 1024;

    private static readonly RequestRules Rules = new();

    private static readonly RegistryView View = new CannedRegistry(tunnels: 3).Registry.Capture();

    /// <summary>TABLE: requests, and what reads them.</summary>
    private static readonly (MessageDescriptor Type, Action<IMessage> Read)[] Requests =
    [
        (V1.ListTunnelsRequest.Descriptor, static message => Drain(TunnelList.Cut(View, (V1.ListTunnelsRequest)message))),
        (V1.ListVpnsRequest.Descriptor, static message => Drain(VpnList.Cut(View, (V1.ListVpnsRequest)message))),
        (V1.ListPingsRequest.Descriptor, static message => Drain(PingMapper.Cut(View, (V1.ListPingsRequest)message))),
        (V1.ListFiltersRequest.Descriptor, static message => Drain(PolicyMapper.Cut(View, (V1.ListFiltersRequest)message))),
        (V1.ListHistoryRequest.Descriptor, static message => Drain(HistoryMapper.Cut(View, (V1.ListHistoryRequest)message))),
        (V1.ListFailuresRequest.Descriptor, static message => Drain(HistoryMapper.Cut(View, (V1.ListFailuresRequest)message))),
        (V1.WatchRequest.Descriptor, static message => WatchRequests.Read((V1.WatchRequest)message)),
        (V1.WatchCountersRequest.Descriptor, static message => Read((V1.WatchCountersRequest)message)),
        (V1.ExecuteRequest.Descriptor, static message => Read((V1.ExecuteRequest)message)),
        (V1.EditConfigurationRequest.Descriptor, static _ => { }),
    ];

    private static readonly Marshaller<byte[]> Octets = Marshallers.Create(static octets => octets, static octets => octets);

    public static FuzzTarget Target { get; } = new("grpc", "frames and messages of callers end as values or as a status, and what was read reads the same again", Check);

    private static void Check(ReadOnlySpan<byte> input)
    {
        if (input.Length < 2)
        {
            return;
        }

        (MessageDescriptor type, Action<IMessage> read) = Requests[input[0] % Requests.Length];
        string encoding = (input[1] & 1) == 0 ? "identity" : "gzip";
        var reader = new MessageReader<byte[]>(PipeReader.Create(Cut(input[2..].ToArray(), (input[1] >> 1) + 1)), Octets, encoding, MessageLimit);
        while (Next(reader) is { HasMessage: true } frame)
        {
            FuzzFailureException.Require(frame.Message.Length <= MessageLimit, "a message is larger than the limit");
            CheckFrame(frame.Message);
            CheckMessage(type, read, frame.Message);
        }
    }

    /// <summary>As the server decodes it: the library has its own ways to fail, and all of them end as a status.</summary>
    private static MessageRead<IMessage> Decode(MessageDescriptor type, byte[] octets)
    {
        var output = new ArrayBufferWriter<byte>();
        new MessageWriter<byte[]>(Octets, null).Write(output, octets, compress: false);
        var marshaller = Marshallers.Create<IMessage>(static (_, _) => throw new NotSupportedException(), context => type.Parser.ParseFrom(context.PayloadAsReadOnlySequence()));
        return Next(new MessageReader<IMessage>(PipeReader.Create(new ReadOnlySequence<byte>(output.WrittenMemory)), marshaller, "identity", MessageLimit));
    }

    /// <summary>The next frame: everything is there already, so that nothing waits.</summary>
    private static MessageRead<T> Next<T>(MessageReader<T> reader)
    {
        Task<MessageRead<T>> next = reader.ReadAsync(CancellationToken.None).AsTask();
        FuzzFailureException.Require(next.IsCompleted, "a read waits for octets that will not come");
        MessageRead<T> frame = next.GetAwaiter().GetResult();
        FuzzFailureException.Require(!frame.IsError(out Status error) || error is { StatusCode: not StatusCode.OK, Detail.Length: > 0 }, "a mistake has no status");
        return frame;
    }

    private static void CheckFrame(byte[] message)
    {
        foreach (bool compress in (ReadOnlySpan<bool>)[false, true])
        {
            var output = new ArrayBufferWriter<byte>();
            new MessageWriter<byte[]>(Octets, null).Write(output, message, compress);
            MessageRead<byte[]> again = Next(new MessageReader<byte[]>(PipeReader.Create(new ReadOnlySequence<byte>(output.WrittenMemory)), Octets, "gzip", MessageLimit));
            FuzzFailureException.Require(again.HasMessage && again.Message.AsSpan().SequenceEqual(message), "a frame that was written reads as something else");
        }
    }

    private static void CheckMessage(MessageDescriptor type, Action<IMessage> read, byte[] octets)
    {
        MessageRead<IMessage> decoded = Decode(type, octets);
        if (!decoded.HasMessage)
        {
            return;
        }

        IMessage message = decoded.Message;
        FuzzFailureException.Require(message.Equals(type.Parser.ParseFrom(message.ToByteArray())) || HasNotANumber(message), "a message reads as another one");
        if (Rules.FindMistake(message) is { } mistake)
        {
            FuzzFailureException.Require(mistake.Contains(':'), "a mistake does not name its member");
            return;
        }

        try
        {
            read(message);
        }
        catch (RpcException refusal)
        {
            FuzzFailureException.Require(
                refusal.StatusCode == StatusCode.InvalidArgument && refusal.Status.Detail.Contains(':'), $"a request is refused with {refusal.Status}");
        }
    }

    // It is not equal to itself.
    private static bool HasNotANumber(IMessage message) => message is V1.ExecuteRequest { StartPings: { } pings } && double.IsNaN(pings.MaximumLossPercent);

    private static void Read(V1.WatchCountersRequest request)
    {
        FilterMapper.FromMessage(request.Filter);
        WatchRequests.SampleInterval(request.Interval);
    }

    private static void Read(V1.ExecuteRequest request)
    {
        EngineCommand? command = CommandMapper.FromMessage(request, out string mistake);
        FuzzFailureException.Require(command is null == mistake.Length > 0, "a command is refused without a word, or taken with one");
    }

    private static void Drain<T>(IEnumerable<T> answers) => FuzzFailureException.Require(answers.Any(), "a list has no answer at all");

    private static ReadOnlySequence<byte> Cut(ReadOnlyMemory<byte> octets, int size)
    {
        var first = new Segment(ReadOnlyMemory<byte>.Empty, 0);
        Segment last = first;
        for (int at = 0; at < octets.Length; at += size)
        {
            last = last.Follow(octets.Slice(at, Math.Min(size, octets.Length - at)));
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long start)
        {
            Memory = memory;
            RunningIndex = start;
        }

        public Segment Follow(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
