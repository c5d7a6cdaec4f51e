using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Sessions;
using MyIkev2.Registry;
using Xunit;
using static MyIkev2.Engine.Tests.Sessions.Flows;

namespace MyIkev2.Engine.Tests.Sessions;

/// <summary>Other threads look while the owner changes the table: what they see of a session is of that session.</summary>
public sealed class SessionReaderTests
{
    private const int Rounds = 20_000;

    /// <summary>Every field of these sessions follows from the number.</summary>
    private static SessionDefinition Telling(ulong id) => Session(id, (int)id) with
    {
        Source = new SessionAddress(id, true),
        Destination = new SessionAddress(~(UInt128)id, true),
        DestinationPort = (ushort)(id * 7),
        Action = SessionAction.Mirror,
        NextHop = new SessionAddress(id + 1, true),
        IdleSeconds = 1000,
    };

    [Fact]
    public void Readings_WhileSlotsAreReused_AreNeverMixed()
    {
        var table = Table(new SessionTableOptions { Capacity = 64, ClosedLimit = 0 }, shards: 2);
        var done = false;
        var mixed = 0;
        var readers = Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            var numbers = new List<SessionNumber>();
            while (!Volatile.Read(ref done))
            {
                numbers.Clear();
                SessionReader.CollectNumbers(table, numbers);
                foreach (var number in numbers)
                {
                    if (SessionReader.Read(table, number) is { } reading && reading.Definition != Telling(reading.Definition.Id))
                    {
                        Interlocked.Increment(ref mixed);
                    }
                }
            }
        })).ToList();
        readers.ForEach(static reader => reader.Start());

        for (ulong id = 1; id <= Rounds; id++)
        {
            table.Add(0, Telling(id));
            if (id > 32)
            {
                table.Delete(At(0), id - 32);
            }
        }

        Volatile.Write(ref done, true);
        readers.ForEach(static reader => reader.Join());
        Assert.Equal(0, mixed);
        Assert.Equal(32, table.Facts.Open);
    }

    /// <summary>A session that is there all the time is found all the time, whatever happens to its neighbours.</summary>
    [Fact]
    public void LookUps_WhileNeighboursComeAndGo_AlwaysFindTheSession()
    {
        var table = Table(new SessionTableOptions { Capacity = 64, ClosedLimit = 0 }, shards: 2);
        table.Add(0, Telling(1));
        var packet = new InnerPacket
        {
            IsIpv6 = true,
            Source = IpAddress.FromBits(1, true),
            Destination = IpAddress.FromBits(~(UInt128)1, true),
            Protocol = Udp,
            SourcePort = 1,
            DestinationPort = 7,
            HasPorts = true,
        };
        var done = false;
        var (missed, looked) = (0, 0);
        var reader = new Thread(() =>
        {
            do
            {
                looked++;
                missed += table.Index!.FindPacket(FlowKey.Of(packet), new SessionPass(SessionInterfaces.Outside, IsInbound: false), out var isReply, out _) == 0 || isReply ? 1 : 0;
            }
            while (!Volatile.Read(ref done));
        });
        reader.Start();

        for (ulong id = 2; id <= Rounds; id++)
        {
            table.Add(0, Telling(id));
            if (id > 62)
            {
                table.Delete(At(0), id - 60);
            }
        }

        Volatile.Write(ref done, true);
        reader.Join();
        Assert.True(looked > 0);
        Assert.Equal(0, missed);
    }
}
