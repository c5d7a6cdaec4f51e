using MyIkev2.Engine;
using MyIkev2.Engine.DataPlane;
using MyIkev2.Registry;

namespace MyIkev2.TestInstances.Running;

/// <summary>A data plane for tests of IKE alone: it keeps nothing, so that a hundred thousand Child SAs cost only what their negotiation needs.</summary>
internal sealed class NoDataPlane : IDataPlane
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
