using MyIkev2.Engine.Wire;

namespace MyIkev2.IkeDump.Output;

/// <summary>Proposals and their transforms, with the identifiers named in the registry of their type.</summary>
internal static class SecurityAssociationText
{
    public static void Write(Tree tree, Proposal proposal)
    {
        string spi = proposal.Spi.IsEmpty ? "" : $", SPI {Convert.ToHexStringLower(proposal.Spi.Span)}";
        tree.Line($"proposal {proposal.Number}: {Names.Of(proposal.Protocol)}{spi}");
        using (tree.Indent())
        {
            foreach (Transform transform in proposal.Transforms)
            {
                Write(tree, transform);
            }
        }
    }

    private static void Write(Tree tree, Transform transform)
    {
        string bits = transform.KeyBits == 0 ? "" : $", {transform.KeyBits} bits";
        tree.Line($"{Names.Of(transform.Type)}: {Algorithm(transform)}{bits}");
        if (transform.HasOtherAttributes)
        {
            using (tree.Indent())
            {
                foreach (TransformAttribute attribute in transform.OtherAttributes!)
                {
                    tree.Line($"attribute {attribute.Type}: {tree.Octets(attribute.Value)}");
                }
            }
        }
    }

    private static string Algorithm(Transform transform) => transform.Type switch
    {
        TransformType.Encryption => Names.Of((EncryptionId)transform.Id),
        TransformType.PseudorandomFunction => Names.Of((PseudorandomFunctionId)transform.Id),
        TransformType.Integrity => Names.Of((IntegrityId)transform.Id),
        TransformType.SequenceNumbers => Names.Of((SequenceNumbersId)transform.Id),
        TransformType.KeyExchangeMethod
            or (>= TransformType.AdditionalKeyExchange1 and <= TransformType.AdditionalKeyExchange7)
            => Names.Of((KeyExchangeId)transform.Id),
        _ => $"id {transform.Id}",
    };
}
