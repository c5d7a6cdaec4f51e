using System.Buffers;
using System.Net;
using Microsoft.Extensions.Options;
using MyIkev2.Agent.Nmsec;
using MyIkev2.Agent.Nmsec.Handlers;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Framing;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.Registry;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Nmsec;

/// <summary>Whole tables: what the header promises is what comes, before and after changes, and no record costs the collector anything.</summary>
public class AnswerSumsTests
{
    private static readonly NmsecDialect Dialect = NmsecDialect.Design1;

    // Lets everything through, but by walking.
    private static readonly NmsecFilter[] Everything =
        [new() { LocalAddress = IPNetwork.Parse("0.0.0.0/0") }, new() { LocalAddress = IPNetwork.Parse("::/0") }];

    public static TheoryData<NmsecMessageType> Tables =>
    [
        NmsecMessageType.GetIkeTunnels, NmsecMessageType.GetIkeTunnelsCascade, NmsecMessageType.GetDynamicTunnelsIke, NmsecMessageType.GetDynamicTunnelsStack,
    ];

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task Answer_WithAndWithoutAWalk_PromisesTheSame(NmsecMessageType type)
    {
        var canned = new CannedRegistry(tunnels: 2_000, shards: 3);
        var catalog = Catalog();
        for (var round = 1; round <= 5; round++)
        {
            var whole = await AnswerAsync(catalog, canned, type, []);
            var walked = await AnswerAsync(catalog, canned, type, Everything);
            Assert.Equal((walked.Count, walked.Length, walked.Total), (whole.Count, whole.Length, whole.Total));
            Assert.Equal(whole.Length, Drain(whole));
            Assert.Equal(walked.Length, Drain(walked));
            canned.Commit(
                (round - 1) % 3,
                upserts:
                [
                    CannedRegistry.Tunnel(2_000 + round) with { LocalIdentity = new IdentityInfo(2, default, new string('x', round * 100)) },
                    CannedRegistry.Tunnel(round) with { Vrf = round == 4 ? "other" : "main", Children = [] },
                ],
                removals: [(new TunnelId((ulong)(3 * round) + 7), 1)]);
        }
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task Answer_OfManyRecords_AllocatesForNone(NmsecMessageType type)
    {
        const int Tunnels = 500;
        const int Rounds = 1_000;
        var canned = new CannedRegistry(Tunnels, shards: 1);
        var catalog = Catalog();
        var output = new OneBuffer();
        var least = long.MaxValue;

        // Until code is compiled for good, generic methods of the library box where they later do not.
        for (var round = 0; round < Rounds && least > Tunnels; round++)
        {
            var answer = await AnswerAsync(catalog, canned, type, []);
            var before = GC.GetAllocatedBytesForCurrentThread();
            while (answer.WriteNext(output) > 0)
            {
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        // The smallest object has 24 bytes.
        Assert.InRange(least, 0, Tunnels);
    }

    private static RequestCatalog Catalog() => RequestCatalog.ForStacks(new RequestServices(Dialect, Options.Create(new NmsecOptions())));

    private static async Task<RecordSource> AnswerAsync(RequestCatalog catalog, CannedRegistry canned, NmsecMessageType type, NmsecFilter[] filters)
    {
        var message = RawConnection.Request(type, 1, "", filters);
        var request = new NmsecRequest
        {
            Header = FrameHeader.Read(Dialect, message),
            Type = type,
            Input = message.AsMemory(Dialect.MessageHeader.Length),
            View = canned.Registry.Capture(),
            Stack = "main",
            Rights = PeerRights.All,
        };
        var answer = await catalog.Find(type)!.HandleAsync(request, CancellationToken.None);
        Assert.False(answer.Error.IsError);
        return answer.Records!;
    }

    private static ulong Drain(RecordSource answer)
    {
        var output = new OneBuffer();
        var sum = 0ul;
        for (var length = answer.WriteNext(output); length > 0; length = answer.WriteNext(output))
        {
            sum += (uint)length;
        }

        return sum;
    }

    private sealed class OneBuffer : IBufferWriter<byte>
    {
        private readonly byte[] _buffer = new byte[1 << 20];

        public void Advance(int count)
        {
        }

        public Memory<byte> GetMemory(int sizeHint = 0) => _buffer;

        public Span<byte> GetSpan(int sizeHint = 0) => _buffer;
    }
}
