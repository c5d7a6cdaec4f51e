namespace MyIkev2.Engine.Esp;

/// <summary>Tells, once each, that an SA has carried so much that it is to be replaced, or is to end (RFC 4301 section 4.4.2.1, lifetime).</summary>
internal sealed class LimitNotices(Queue<EspNotice> notices)
{
    public void CheckSent(SaPair pair, OutboundSa sa)
    {
        if (sa.Octets >= pair.RekeyOctets || sa.Packets >= pair.RekeyPackets || sa.IsRunningOut)
        {
            TellLimits(pair, sa.Octets, sa.Packets);
        }
    }

    public void CheckReceived(SaPair pair)
    {
        var received = pair.Counters.InOctets.Value;
        var packets = pair.Counters.InPackets.Value;
        if (received >= pair.RekeyOctets || packets >= pair.RekeyPackets)
        {
            TellLimits(pair, received, packets);
        }
    }

    public void TellHardLimit(SaPair pair)
    {
        if (!pair.HardLimitTold)
        {
            pair.HardLimitTold = true;
            notices.Enqueue(new EspNotice(EspNoticeKind.HardLimit, pair, null, default));
        }
    }

    private void TellLimits(SaPair pair, ulong octets, ulong packets)
    {
        if (!pair.SoftLimitTold)
        {
            pair.SoftLimitTold = true;
            notices.Enqueue(new EspNotice(EspNoticeKind.SoftLimit, pair, null, default));
        }

        if (octets >= pair.LifeOctets || packets >= pair.LifePackets)
        {
            TellHardLimit(pair);
        }
    }
}
