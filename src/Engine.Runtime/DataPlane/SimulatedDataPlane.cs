using MyIkev2.Engine.DataPlane;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.DataPlane;

/// <summary>
/// A data plane that carries no packets: it records which pairs of Child SAs are installed, with the lengths of their keys but never the keys.
/// For running the negotiation part alone, for the embedded demonstration, and for tests. Thread-safe: all shards share it.
/// </summary>
public sealed class SimulatedDataPlane : IDataPlane
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(uint Spi, IpsecProtocol Protocol), InstalledPair> _pairs = [];

    /// <summary>Number of pairs with at least one direction installed.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _pairs.Count;
            }
        }
    }

    /// <summary>All pairs, ordered by unique id.</summary>
    public IReadOnlyList<InstalledPair> Pairs
    {
        get
        {
            lock (_lock)
            {
                return [.. _pairs.Values.OrderBy(static p => p.UniqueId)];
            }
        }
    }

    /// <summary>The pair with this inbound SPI, or null.</summary>
    public InstalledPair? Find(uint inboundSpi, IpsecProtocol protocol = IpsecProtocol.Esp)
    {
        lock (_lock)
        {
            return _pairs.GetValueOrDefault((inboundSpi, protocol));
        }
    }

    public void InstallInbound(ChildSaInstallation installation) => Install(installation, inbound: true);

    public void InstallOutbound(ChildSaInstallation installation) => Install(installation, inbound: false);

    public void RemoveInbound(uint spi, IpsecProtocol protocol) => Remove(spi, protocol, inbound: true);

    public void RemoveOutbound(uint inboundSpi, IpsecProtocol protocol) => Remove(inboundSpi, protocol, inbound: false);

    public void UpdateEndpoints(uint inboundSpi, IpsecProtocol protocol, in NetworkPath path, bool udpEncapsulation)
    {
        lock (_lock)
        {
            if (_pairs.TryGetValue((inboundSpi, protocol), out var pair))
            {
                _pairs[(inboundSpi, protocol)] = pair with { Path = path, UdpEncapsulation = udpEncapsulation };
            }
        }
    }

    private void Install(ChildSaInstallation installation, bool inbound)
    {
        var key = (installation.SpiIn, installation.Protocol);
        lock (_lock)
        {
            var before = _pairs.GetValueOrDefault(key);
            _pairs[key] = new InstalledPair
            {
                UniqueId = installation.UniqueId,
                RequestId = installation.RequestId,
                Protocol = installation.Protocol,
                Mode = installation.Mode,
                SpiIn = installation.SpiIn,
                SpiOut = installation.SpiOut,
                InboundInstalled = inbound || before?.InboundInstalled == true,
                OutboundInstalled = !inbound || before?.OutboundInstalled == true,
                Encryption = installation.Encryption,
                EncryptionKeyBits = installation.EncryptionKeyBits,
                Integrity = installation.Integrity,
                EncryptionKeyLengths = (installation.EncryptionKeyIn.Length, installation.EncryptionKeyOut.Length),
                IntegrityKeyLengths = (installation.IntegrityKeyIn.Length, installation.IntegrityKeyOut.Length),
                ExtendedSequenceNumbers = installation.ExtendedSequenceNumbers,
                ReplayWindow = installation.ReplayWindow,
                Path = installation.Path,
                UdpEncapsulation = installation.UdpEncapsulation,
                LocalSelectors = installation.LocalSelectors,
                RemoteSelectors = installation.RemoteSelectors,
                PolicyName = installation.Policy.Name,
            };
        }
    }

    private void Remove(uint inboundSpi, IpsecProtocol protocol, bool inbound)
    {
        var key = (inboundSpi, protocol);
        lock (_lock)
        {
            if (!_pairs.TryGetValue(key, out var pair))
            {
                return;
            }

            pair = inbound ? pair with { InboundInstalled = false } : pair with { OutboundInstalled = false };
            if (pair.InboundInstalled || pair.OutboundInstalled)
            {
                _pairs[key] = pair;
            }
            else
            {
                _pairs.Remove(key);
            }
        }
    }
}

/// <summary>One pair of Child SAs as the engine installed it.</summary>
public sealed record InstalledPair
{
    public required uint UniqueId { get; init; }

    public required uint RequestId { get; init; }

    public required IpsecProtocol Protocol { get; init; }

    public required IpsecMode Mode { get; init; }

    public required uint SpiIn { get; init; }

    public required uint SpiOut { get; init; }

    public required bool InboundInstalled { get; init; }

    public required bool OutboundInstalled { get; init; }

    public required EncryptionId Encryption { get; init; }

    public required int EncryptionKeyBits { get; init; }

    public required IntegrityId Integrity { get; init; }

    /// <summary>Octets, salt included.</summary>
    public required (int In, int Out) EncryptionKeyLengths { get; init; }

    public required (int In, int Out) IntegrityKeyLengths { get; init; }

    public required bool ExtendedSequenceNumbers { get; init; }

    public required int ReplayWindow { get; init; }

    public required NetworkPath Path { get; init; }

    public required bool UdpEncapsulation { get; init; }

    public required IReadOnlyList<TrafficSelector> LocalSelectors { get; init; }

    public required IReadOnlyList<TrafficSelector> RemoteSelectors { get; init; }

    public required string PolicyName { get; init; }
}
