using Google.Protobuf;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Mapping;

/// <summary>Disclosed keys as a message. The caller's right to see them was checked before they were fetched.</summary>
internal static class KeyMapper
{
    public static V1.RevealKeysResponse ToMessage(IkeKeyDisclosure keys) => new()
    {
        UniqueId = keys.UniqueId,
        SkEi = ByteString.CopyFrom(keys.SkEi),
        SkEr = ByteString.CopyFrom(keys.SkEr),
        SkAi = ByteString.CopyFrom(keys.SkAi),
        SkAr = ByteString.CopyFrom(keys.SkAr),
        PresharedKey = ByteString.CopyFrom(keys.PreSharedKey),
        Children = { keys.Children.Select(ToMessage) },
    };

    private static V1.ChildKeys ToMessage(ChildKeyDisclosure keys) => new()
    {
        UniqueId = keys.UniqueId,
        EncryptionIn = ByteString.CopyFrom(keys.EncryptionIn),
        EncryptionOut = ByteString.CopyFrom(keys.EncryptionOut),
        IntegrityIn = ByteString.CopyFrom(keys.IntegrityIn),
        IntegrityOut = ByteString.CopyFrom(keys.IntegrityOut),
    };
}
