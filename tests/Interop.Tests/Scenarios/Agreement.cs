using Grpc.Core;
using MyIkev2.Agent.Grpc.V1;
using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;
using Xunit;
using Xunit.Sdk;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>Whether both ends believe the same of one tunnel: SPIs, roles, selectors, and the keys of every Child SA.</summary>
internal static class Agreement
{
    /// <summary>Waits until both show the tunnel with that many children, and compares everything both know.</summary>
    public static async Task<(IkeTunnel Ours, PeerIkeSa Theirs)> AssertAsync(RunningAgent agent, StrongSwan peer, int children = 1)
    {
        var ours = await agent.WaitForTunnelAsync(children);
        var theirs = await peer.WaitForTunnelAsync(children);

        Assert.Equal((theirs.InitiatorSpi, theirs.ResponderSpi), (ours.InitiatorSpiText(), ours.ResponderSpiText()));
        Assert.Equal(!theirs.IsInitiator, ours.Initiator);
        Assert.Equal(theirs.LocalId, ours.RemoteIdentity.Text);
        Assert.Equal(theirs.RemoteId, ours.LocalIdentity.Text);
        var keys = await agent.KeysAsync(ours);
        foreach (var child in ours.InstalledChildren())
        {
            var twin = Assert.Single(theirs.InstalledChildren, other => other.SpiIn == child.SpiOutText());
            Assert.Equal(child.SpiInText(), twin.SpiOut);
            Assert.Equal(twin.LocalSelectors.Order(), child.RemoteSelectorTexts().Order());
            Assert.Equal(twin.RemoteSelectors.Order(), child.LocalSelectorTexts().Order());
            AssertKeys(peer.Installed, child, keys);
        }

        return (ours, theirs);
    }

    /// <summary>Waits until the agent shows the tunnel with that many children, and compares their keys with what the peer handed to its kernel.</summary>
    public static async Task<IkeTunnel> AssertKeysAsync(RunningAgent agent, Func<IReadOnlyList<InstalledSa>> installed, int children = 1)
    {
        var ours = await agent.WaitForTunnelAsync(children);
        var keys = await agent.KeysAsync(ours);
        foreach (var child in ours.InstalledChildren())
        {
            await Wait.UntilAsync("the peer's kernel to have the child", () => installed().Any(sa => sa.Spi == child.SpiInText()) && installed().Any(sa => sa.Spi == child.SpiOutText()));
            AssertKeys(installed(), child, keys);
        }

        return ours;
    }

    /// <summary>
    /// For the time after a collision, when both ends may still be tidying up: waits until both are down to one IKE SA that they agree on.
    /// </summary>
    public static async Task SettleAsync(RunningAgent agent, StrongSwan peer, int children)
    {
        Exception? last = null;
        try
        {
            await Wait.UntilAsync("both ends to agree", async () =>
            {
                if ((await agent.ListAsync()).Count != 1 || (await peer.ListAsync()).Count != 1)
                {
                    return false;
                }

                try
                {
                    await AssertAsync(agent, peer, children);
                    return true;
                }
                catch (Exception exception) when (exception is XunitException or InvalidOperationException or RpcException { StatusCode: StatusCode.NotFound })
                {
                    last = exception;
                    return false;
                }
            });
        }
        catch (LabException exception) when (last is not null)
        {
            throw new LabException($"{exception.Message}\nlast difference: {last.Message}");
        }
    }

    // The peer's keys are those it handed to its kernel; an SPI may come again after a rekey, the newest entry counts.
    private static void AssertKeys(IReadOnlyList<InstalledSa> installed, IpsecTunnel child, RevealKeysResponse revealed)
    {
        var keys = revealed.Children.Single(entry => entry.UniqueId == child.UniqueId);
        var inbound = Assert.IsType<InstalledSa>(installed.LastOrDefault(sa => sa.Spi == child.SpiInText()));
        var outbound = Assert.IsType<InstalledSa>(installed.LastOrDefault(sa => sa.Spi == child.SpiOutText()));
        Assert.Equal(inbound.EncryptionKey, Hex(keys.EncryptionIn));
        Assert.Equal(outbound.EncryptionKey, Hex(keys.EncryptionOut));
        Assert.Equal(inbound.IntegrityKey, Hex(keys.IntegrityIn));
        Assert.Equal(outbound.IntegrityKey, Hex(keys.IntegrityOut));
    }

    private static string Hex(Google.Protobuf.ByteString key) => Convert.ToHexStringLower(key.Span);
}
