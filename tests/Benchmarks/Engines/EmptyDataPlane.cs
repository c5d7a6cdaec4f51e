using MyIkev2.Engine;
using MyIkev2.Engine.DataPlane;
using MyIkev2.Registry;

namespace MyIkev2.Benchmarks.Engines;

/// <summary>Takes every SA and keeps none.</summary>
internal sealed class EmptyDataPlane : IDataPlane
{
    public void InstallInbound(ChildSaInstallation installation)
    {
    }

    public void InstallOutbound(ChildSaInstallation installation)
    {
    }

    public void RemoveInbound(uint spi, IpsecProtocol protocol)
    {
    }

    public void RemoveOutbound(uint inboundSpi, IpsecProtocol protocol)
    {
    }

    public void UpdateEndpoints(uint inboundSpi, IpsecProtocol protocol, in NetworkPath path, bool udpEncapsulation)
    {
    }
}
