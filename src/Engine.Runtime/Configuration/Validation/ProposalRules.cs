using MyIkev2.Engine.Crypto;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>Proposals must be complete, must not mix classic with combined-mode ciphers, and should not be weak.</summary>
internal static class ProposalRules
{
    private static readonly string[] AdditionalLeaves =
        [.. Enumerable.Range(1, ProposalLoader.MostAdditionalKeyExchanges).Select(static number => $"{ProposalLoader.AdditionalKeyExchange}{number}")];

    private static readonly string[] AlgorithmLeaves = ["enc-alg", "auth-alg", "aead-alg", "prf-alg", "dh-group", .. AdditionalLeaves];

    public static void Check(ConfigNode ike, ConfigDiagnostics diagnostics)
    {
        var ikePolicies = ike.Entries("ike-policy-template").Concat(Overrides(ike, "ike-policy"));
        foreach (var proposal in ikePolicies.SelectMany(policy => policy.Entries("ike-proposal")))
        {
            CheckIke(proposal, diagnostics);
        }

        foreach (var policy in ike.Entries("ipsec-policy-template").Concat(Overrides(ike, "ipsec-policy")))
        {
            foreach (var proposal in policy.Entries("esp-proposal"))
            {
                CheckCiphers(proposal, diagnostics);
                CheckStrength(proposal, diagnostics);
                CheckAdditionalKeyExchanges(proposal, diagnostics);
            }

            foreach (var proposal in policy.Entries("ah-proposal"))
            {
                Require(proposal, "auth-alg", "auth-alg is missing", diagnostics);
                CheckStrength(proposal, diagnostics);
                CheckAdditionalKeyExchanges(proposal, diagnostics);
            }
        }
    }

    private static IEnumerable<ConfigNode> Overrides(ConfigNode ike, string container) =>
        from vpn in ike.Entries("vpn") let policy = vpn.Container(container) where policy is not null select policy;

    private static void CheckIke(ConfigNode proposal, ConfigDiagnostics diagnostics)
    {
        CheckCiphers(proposal, diagnostics);
        if (proposal.Values("aead-alg").Count > 0)
        {
            Require(proposal, "prf-alg", "prf-alg is missing: with aead-alg there is no auth-alg to derive it from", diagnostics);
        }

        Require(proposal, "dh-group", "dh-group is missing", diagnostics);
        foreach (var leaf in (string[])["enc-alg", "aead-alg"])
        {
            if (proposal.Values(leaf).FirstOrDefault(value => ((AlgorithmName)value.Data).Algorithm?.Use.HasFlag(AlgorithmUse.Ike) == false) is { } none)
            {
                diagnostics.Error(none.Position, proposal.PathOf(leaf), "an IKE SA cannot go without encryption");
            }
        }

        CheckStrength(proposal, diagnostics);
        CheckAdditionalKeyExchanges(proposal, diagnostics);
    }

    private static void CheckCiphers(ConfigNode proposal, ConfigDiagnostics diagnostics)
    {
        var classic = proposal.Values("enc-alg").Count > 0;
        var combined = proposal.Values("aead-alg").Count > 0;
        var integrity = proposal.Values("auth-alg");
        switch (classic, combined)
        {
            case (false, false):
                diagnostics.Error(proposal.Position, proposal.Path, "enc-alg and auth-alg, or aead-alg, are missing");
                break;
            case (true, true):
                diagnostics.Error(
                    proposal.Position, proposal.Path, "enc-alg and aead-alg cannot share a proposal (RFC 5282 section 8); make two proposals");
                break;
            case (true, false):
                Require(proposal, "auth-alg", "auth-alg is missing: enc-alg needs it", diagnostics);
                break;
            case (false, true) when integrity.Count > 0:
                diagnostics.Error(integrity[0].Position, proposal.PathOf("auth-alg"), "auth-alg has no place beside aead-alg, which brings its own integrity");
                break;
        }
    }

    private static void Require(ConfigNode proposal, string leafList, string message, ConfigDiagnostics diagnostics)
    {
        if (proposal.Values(leafList).Count == 0)
        {
            diagnostics.Error(proposal.Position, proposal.Path, message);
        }
    }

    /// <summary>Additional key exchanges come after a first one, and no two of a negotiation may be alike (RFC 9370 section 2.2.1).</summary>
    private static void CheckAdditionalKeyExchanges(ConfigNode proposal, ConfigDiagnostics diagnostics)
    {
        var only = new HashSet<string>(StringComparer.Ordinal);
        foreach (var leaf in AdditionalLeaves.Prepend("dh-group"))
        {
            var values = proposal.Values(leaf);
            if (values.Count > 0 && leaf != "dh-group" && proposal.Values("dh-group").Count == 0)
            {
                diagnostics.Error(values[0].Position, proposal.PathOf(leaf), "needs a dh-group, which it comes after");
                return;
            }

            if (values.Count > 0 && values.All(value => ((AlgorithmName)value.Data).Algorithm is not null && only.Contains(value.Text)))
            {
                diagnostics.Error(values[0].Position, proposal.PathOf(leaf), $"{values[0].Text} is the only choice of an exchange before; no method can be used twice");
            }
            else if (values.Count == 1)
            {
                only.Add(values[0].Text);
            }
        }
    }

    private static void CheckStrength(ConfigNode proposal, ConfigDiagnostics diagnostics)
    {
        foreach (var leaf in AlgorithmLeaves.Where(leaf => proposal.Definition.Find(leaf) is not null))
        {
            var values = proposal.Values(leaf);
            foreach (var value in values)
            {
                var name = (AlgorithmName)value.Data;
                var algorithm = name.Algorithm;
                if (name.IsMissing)
                {
                    diagnostics.Warning(value.Position, proposal.PathOf($"{leaf} {value.Text}"), "has no effect: the cryptographic library of this system does not have the algorithm");
                }
                else if (algorithm is { IsWeak: true })
                {
                    diagnostics.Warning(value.Position, proposal.PathOf($"{leaf} {value.Text}"), "the algorithm is weak; use it only for peers that know nothing better");
                }
            }

            if (values.Count > 0 && values.All(value => ((AlgorithmName)value.Data).IsMissing))
            {
                diagnostics.Error(values[0].Position, proposal.PathOf(leaf), $"the cryptographic library of this system has no {leaf} of the proposal");
            }
        }
    }
}
