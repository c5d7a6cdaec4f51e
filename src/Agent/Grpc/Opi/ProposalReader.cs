using MyIkev2.Agent.Grpc.Opi.DialectA;

namespace MyIkev2.Agent.Grpc.Opi;

/// <summary>An option and its value, below the number of a proposal.</summary>
internal readonly record struct ProposalOption(string Name, string Value);

/// <summary>
/// One proposal of OPI's messages as options of the configuration: several values of a kind are alternatives in it. Rules as of strongSwan: AEAD
/// ciphers make integrity algorithms needless, AEAD and other ciphers do not mix, ESP has no PRF; the value 0 is skipped.
/// </summary>
internal sealed class ProposalReader(bool legacyCrypto)
{
    public IReadOnlyList<ProposalOption> Ike(string field, Proposals proposal)
    {
        var ciphers = Ciphers(field, proposal, mayOnlyAuthenticate: false);
        var combined = ciphers[0].IsCombined;
        var integrities = Words($"{field}.integ_alg", proposal.IntegAlg, ProposalWords.Integrities);
        var prfs = Words($"{field}.prf", proposal.Prf, ProposalWords.Prfs);
        var groups = Words($"{field}.dhgroups", proposal.Dhgroups, ProposalWords.Groups);
        if (groups.Count == 0)
        {
            throw OpiFailure.InvalidField($"{field}.dhgroups", "an IKE proposal needs a key exchange group.");
        }

        if (integrities.Count == 0 && (!combined || prfs.Count == 0))
        {
            throw OpiFailure.InvalidField(
                combined ? $"{field}.prf" : $"{field}.integ_alg",
                combined ? "a PRF or an integrity algorithm to take it from is missing." : "these ciphers need an integrity algorithm.");
        }

        // Where ciphers bring their integrity, the algorithms given for it name the PRF.
        return
        [
            .. ciphers.Select(cipher => new ProposalOption(combined ? "aead-alg" : "enc-alg", cipher.Name)),
            .. combined ? [] : integrities.Select(static name => new ProposalOption("auth-alg", name)),
            .. (combined && prfs.Count == 0 ? integrities : prfs).Select(static name => new ProposalOption("prf-alg", name)),
            .. groups.Select(static name => new ProposalOption("dh-group", name)),
        ];
    }

    public IReadOnlyList<ProposalOption> Esp(string field, Proposals proposal)
    {
        var ciphers = Ciphers(field, proposal, mayOnlyAuthenticate: true);
        var combined = ciphers[0].IsCombined;
        var integrities = Words($"{field}.integ_alg", proposal.IntegAlg, ProposalWords.Integrities);
        if (!combined && integrities.Count == 0)
        {
            throw OpiFailure.InvalidField($"{field}.integ_alg", "these ciphers need an integrity algorithm.");
        }

        return
        [
            .. ciphers.Select(cipher => new ProposalOption(combined ? "aead-alg" : "enc-alg", cipher.Name)),
            .. combined ? [] : integrities.Select(static name => new ProposalOption("auth-alg", name)),
            .. Groups(field, proposal),
        ];
    }

    public IReadOnlyList<ProposalOption> Ah(string field, Proposals proposal)
    {
        if (proposal.CryptoAlg.Any(static value => value != CryptoAlgorithm.NoneCrypto))
        {
            throw OpiFailure.InvalidField($"{field}.crypto_alg", "AH does not encrypt.");
        }

        var integrities = Words($"{field}.integ_alg", proposal.IntegAlg, ProposalWords.Integrities);
        return integrities.Count > 0
            ? [.. integrities.Select(static name => new ProposalOption("auth-alg", name)), .. Groups(field, proposal)]
            : throw OpiFailure.InvalidField($"{field}.integ_alg", "AH needs an integrity algorithm.");
    }

    private IEnumerable<ProposalOption> Groups(string field, Proposals proposal) =>
        Words($"{field}.dhgroups", proposal.Dhgroups, ProposalWords.Groups).Select(static name => new ProposalOption("dh-group", name));

    private static List<ProposalWords.Cipher> Ciphers(string field, Proposals proposal, bool mayOnlyAuthenticate)
    {
        string name = $"{field}.crypto_alg";
        var ciphers = new List<ProposalWords.Cipher>();
        foreach (CryptoAlgorithm value in proposal.CryptoAlg.Distinct().Where(static value => value != CryptoAlgorithm.NoneCrypto))
        {
            if (!ProposalWords.Ciphers.TryGetValue(value, out var cipher) || (cipher.AuthenticatesOnly && !mayOnlyAuthenticate))
            {
                throw OpiFailure.InvalidField(name, $"{value} is no cipher that can be used here.");
            }

            ciphers.Add(cipher);
        }

        if (ciphers.Count == 0)
        {
            throw OpiFailure.InvalidField(name, "a proposal needs a cipher.");
        }

        return ciphers.TrueForAll(cipher => cipher.IsCombined == ciphers[0].IsCombined)
            ? ciphers
            : throw OpiFailure.InvalidField(name, "ciphers with integrity of their own and others cannot stand in one proposal.");
    }

    private List<string> Words<T>(string field, IEnumerable<T> values, IReadOnlyDictionary<T, ProposalWords.Word> rows)
        where T : struct, Enum
    {
        var names = new List<string>();
        foreach (T value in values.Distinct().Where(static value => !value.Equals(default(T))))
        {
            if (!rows.TryGetValue(value, out var word))
            {
                throw OpiFailure.InvalidField(field, $"{value} is not supported.");
            }

            if (word.IsLegacy && !legacyCrypto)
            {
                throw OpiFailure.InvalidField(field, $"{value} is weak: it needs {GrpcOptions.Section}:{nameof(GrpcOptions.Opi)}:{nameof(OpiOptions.LegacyCrypto)}.");
            }

            names.Add(word.Name);
        }

        return names;
    }
}
