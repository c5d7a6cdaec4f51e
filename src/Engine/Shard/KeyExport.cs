using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Sa;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Shard;

/// <summary>Tells keys to who asked for them (<c>--keylog</c>); nothing otherwise.</summary>
internal static class KeyExport
{
    public static void Tell(IkeSa sa)
    {
        if (!sa.Services.Context.ExportKeys || sa.Keys is not { } keys)
        {
            return;
        }

        var name = AlgorithmCatalog.Find(sa.Suite.Encryption.Id, sa.Suite.Encryption.KeyBits)?.Name ?? sa.Suite.Encryption.Id.ToString();
        sa.Services.Emit(new KeysDerived(new KeyLogEntry(
            sa.InitiatorSpi,
            sa.ResponderSpi,
            keys.SkEi.Span.ToArray(),
            keys.SkEr.Span.ToArray(),
            keys.SkAi.Span.ToArray(),
            keys.SkAr.Span.ToArray(),
            name,
            (int)sa.Suite.Encryption.Id,
            sa.Suite.Encryption.KeyBits,
            (int)sa.Suite.Integrity))
        {
            IkeUniqueId = sa.UniqueId,
            VpnName = sa.Name,
        });
    }

    /// <summary>AH has nothing to decrypt.</summary>
    public static void Tell(IkeSa sa, ChildSa child)
    {
        if (sa.Services.Context.ExportKeys && child is { Keys: not null, Protocol: IpsecProtocol.Esp })
        {
            sa.Services.Emit(ChildKeysDerived.Of(child.ToInstallation(sa.Path, sa.UsesUdpEncapsulation)) with { IkeUniqueId = sa.UniqueId, VpnName = sa.Name });
        }
    }
}
