using MyIkev2.Engine;
using MyIkev2.Engine.DataPlane;
using MyIkev2.Registry;

namespace MyIkev2.Testing;

/// <summary>A data plane that only remembers: which SAs are installed, with copies of their keys for comparison.</summary>
public sealed class SimDataPlane : IDataPlane
{
    private readonly Dictionary<uint, Installed> _inbound = [];
    private readonly Dictionary<uint, Installed> _outbound = [];

    /// <summary>Inbound SAs by their SPI.</summary>
    public IReadOnlyDictionary<uint, Installed> Inbound => _inbound;

    /// <summary>Outbound SAs by the inbound SPI of their pair.</summary>
    public IReadOnlyDictionary<uint, Installed> Outbound => _outbound;

    public bool IsEmpty => _inbound.Count == 0 && _outbound.Count == 0;

    public void InstallInbound(ChildSaInstallation installation)
    {
        if (!_inbound.TryAdd(installation.SpiIn, new Installed(installation)))
        {
            throw new InvalidOperationException($"inbound SPI {installation.SpiIn:x8} is installed already");
        }
    }

    public void InstallOutbound(ChildSaInstallation installation) => _outbound[installation.SpiIn] = new Installed(installation);

    public void RemoveInbound(uint spi, IpsecProtocol protocol) => _inbound.Remove(spi);

    public void RemoveOutbound(uint inboundSpi, IpsecProtocol protocol) => _outbound.Remove(inboundSpi);

    public void UpdateEndpoints(uint inboundSpi, IpsecProtocol protocol, in NetworkPath path, bool udpEncapsulation)
    {
        if (_inbound.TryGetValue(inboundSpi, out var inbound))
        {
            inbound.Path = path;
        }

        if (_outbound.TryGetValue(inboundSpi, out var outbound))
        {
            outbound.Path = path;
        }
    }

    /// <summary>One installed direction.</summary>
    public sealed class Installed(ChildSaInstallation installation)
    {
        public ChildSaInstallation Facts { get; } = installation;

        public byte[] EncryptionIn { get; } = installation.EncryptionKeyIn.Span.ToArray();

        public byte[] EncryptionOut { get; } = installation.EncryptionKeyOut.Span.ToArray();

        public byte[] IntegrityIn { get; } = installation.IntegrityKeyIn.Span.ToArray();

        public byte[] IntegrityOut { get; } = installation.IntegrityKeyOut.Span.ToArray();

        public NetworkPath Path { get; set; } = installation.Path;
    }
}
