using Google.Protobuf;
using MyIkev2.Agent.Grpc.Mapping;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.TestApi;

/// <summary>A CHILD_SA in the messages of the test API.</summary>
internal static class ChildSaDumpMapper
{
    /// <summary>
    /// True for CHILD_SAs that the API knows: they are negotiated and not gone. A deleted one lingers in the registry for displays; this
    /// API promises NOT_FOUND for it.
    /// </summary>
    public static bool IsShown(IpsecTunnelSnapshot child) => child.State.Phase() is not (TunnelPhase.InProgress or TunnelPhase.None or TunnelPhase.Gone);

    /// <summary>Keys stay empty without <paramref name="keys"/>.</summary>
    public static CHILDSADump ToDump(IkeTunnelSnapshot parent, IpsecTunnelSnapshot child, ChildKeyDisclosure? keys)
    {
        var dump = new CHILDSADump
        {
            State = TestApiCodes.Of(child.State),
            OwnSPI = child.SpiIn,
            PeerSPI = child.SpiOut,
            OwnAddr = WireValues.Octets(child.Local.Address),
            PeerAddr = WireValues.Octets(child.Remote.Address),
            ParentIKESA = parent.OwnSpi,
            EstabTime = WireValues.Moment(child.InstalledAt),
            EncAlg = child.Encryption.Id,
            KeyLen = (uint)child.Encryption.KeyBits,
            IntAlg = child.Integrity.Id,
            LifeTime = WireValues.Span(child.Lifetime),
            ESN = child.ExtendedSequenceNumbers,
            TunnelMode = child.Mode == IpsecMode.Tunnel,
            ReplayWindowSize = (uint)child.ReplayWindow,
            OwnTS = { child.LocalSelectors.Select(ToMessage) },
            PeerTS = { child.RemoteSelectors.Select(ToMessage) },
        };
        if (keys is not null)
        {
            // The initiator of the exchange sends with the "i" keys (RFC 7296 section 2.17).
            (byte[] encryptionI, byte[] encryptionR) = child.IsInitiator ? (keys.EncryptionOut, keys.EncryptionIn) : (keys.EncryptionIn, keys.EncryptionOut);
            (byte[] integrityI, byte[] integrityR) = child.IsInitiator ? (keys.IntegrityOut, keys.IntegrityIn) : (keys.IntegrityIn, keys.IntegrityOut);
            dump.SKei = ByteString.CopyFrom(encryptionI);
            dump.SKer = ByteString.CopyFrom(encryptionR);
            dump.SKai = ByteString.CopyFrom(integrityI);
            dump.SKar = ByteString.CopyFrom(integrityR);
        }

        return dump;
    }

    private static CHILDSADump.Types.TS ToMessage(SelectorInfo selector) => new()
    {
        Type = selector.IsIpv6 ? TestApiCodes.Ipv6AddressRange : TestApiCodes.Ipv4AddressRange,
        Protocol = selector.Protocol,
        StartAddr = WireValues.Octets(selector.StartAddress),
        EndAddr = WireValues.Octets(selector.EndAddress),
        StartPort = selector.StartPort,
        EndPort = selector.EndPort,
    };
}
