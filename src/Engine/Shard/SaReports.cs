using System.Runtime.CompilerServices;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Shard;

/// <summary>What the log and a waiting operator are told of an SA. A request number of 0: nobody waits.</summary>
internal sealed class SaReports(ShardServices services)
{
    /// <summary>The traffic selectors of a Child SA on one line.</summary>
    public static string SelectorText(ChildSa child) => $"{Text(child.LocalSelectors)} === {Text(child.RemoteSelectors)}";

    /// <summary>The same of a pair that was described already.</summary>
    public static string SelectorText(IpsecTunnelSnapshot child) => $"{string.Join(' ', child.LocalSelectors)} === {string.Join(' ', child.RemoteSelectors)}";

    /// <summary>A step, for the log and for whoever waits. Where neither is there, the text is not even made.</summary>
    public void Progress(IkeSa sa, long request, [InterpolatedStringHandlerArgument("", nameof(request))] ref ProgressText line)
    {
        if (line.IsWanted)
        {
            Progress(sa, request, line.ToStringAndClear());
        }
    }

    /// <summary>The same with a text that is there already.</summary>
    public void Progress(IkeSa sa, long request, string line)
    {
        services.Emit(new ProgressEvent(LogSubsystem.Ike, ProgressText.Level, line) { IkeUniqueId = sa.UniqueId, VpnName = sa.Name });
        if (request != 0)
        {
            services.Context.Output.Reply(request, new ShardReply.Progress(line));
        }
    }

    /// <summary>Somebody reads the steps of negotiations: the operator of this one, or the log.</summary>
    internal bool IsProgressWanted(long request) => request != 0 || services.Context.Trace.Wants(LogSubsystem.Ike, ProgressText.Level);

    public void AnnounceEstablished(IkeSa sa, long request)
    {
        var established = new IkeSaEstablished(
            sa.Name, sa.Path.Local, sa.LocalIdentity?.Text ?? string.Empty, sa.Path.Remote, sa.RemoteIdentity?.Text ?? string.Empty)
        {
            IkeUniqueId = sa.UniqueId,
            VpnName = sa.Name,
        };
        services.Emit(established);
        if (request != 0)
        {
            services.Context.Output.Reply(request, new ShardReply.Progress(established.Describe()));
        }

        if (sa.Timers.RekeyAt is { } rekey)
        {
            Progress(sa, request, $"scheduling rekeying in {rekey.Since(services.Now) / 1000}s");
        }

        if (sa.Timers.ExpiresAt is { } expires)
        {
            Progress(sa, request, $"maximum IKE_SA lifetime {expires.Since(services.Now) / 1000}s");
        }
    }

    /// <summary>The operator's request is done.</summary>
    public void Succeed(IkeSa sa, long request, ChildSa? child = null)
    {
        if (request == 0)
        {
            return;
        }

        if (child is not null)
        {
            var line = new ChildSaInstalled(child.Policy.Name, child.UniqueId, child.SpiIn, child.SpiOut, SelectorText(child), 0).Describe();
            services.Context.Output.Reply(request, new ShardReply.Progress(line));
        }

        services.Context.Output.Reply(request, new ShardReply.Completed(new CommandResult(CommandStatus.Succeeded, 1, string.Empty, [])));
    }

    /// <summary>The operator's request came to nothing.</summary>
    public void Fail(IkeSa sa, long request, CloseReason reason, string text)
    {
        if (request != 0)
        {
            services.Context.Output.Reply(request, new ShardReply.Completed(new CommandResult(CommandStatus.Failed, 0, $"{sa.Name}: {text} ({reason})", [])));
        }
    }

    public void Trace(IkeSa sa, bool received, in IkeHeader header, IReadOnlyList<Payload> payloads, int octets)
    {
        if (services.Context.Trace.Messages)
        {
            services.Emit(new MessageEvent(
                received, header.Exchange.ToString(), header.IsResponse, header.MessageId, sa.Path.Remote, octets, string.Join(' ', payloads.Select(Brief)))
            {
                IkeUniqueId = sa.UniqueId,
                VpnName = sa.Name,
            });
        }
    }

    /// <summary>The same for a message that was sent, of one datagram or of its fragments.</summary>
    public void TraceSent(IkeSa sa, in IkeHeader header, IReadOnlyList<Payload> payloads, IReadOnlyList<byte[]> datagrams)
    {
        if (services.Context.Trace.Messages)
        {
            Trace(sa, received: false, header, payloads, datagrams.Sum(static datagram => datagram.Length));
        }
    }

    private static string Brief(Payload payload) => payload is NotifyPayload notify ? $"N({notify.NotifyType.RfcName()})" : PayloadCatalog.NotationOf(payload.Type);

    private static string Text(IReadOnlyList<TrafficSelector> selectors) => string.Join(' ', selectors.Select(SnapshotBuilder.Describe));
}
