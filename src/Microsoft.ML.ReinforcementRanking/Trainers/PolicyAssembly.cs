using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>Combines the networks of a policy and its critics, each once, into a managed head.</summary>
internal sealed class PolicyAssembly
{
    private readonly List<TwoTowerNetwork> _networks = [];
    private readonly List<(double Reference, double Improvement)> _factors = [];
    private readonly List<(ResponseCritic Critic, IReadOnlyList<WeightedNetwork> Parts)> _critics = [];

    public void AddReference(IEnumerable<WeightedNetwork> parts)
    {
        foreach (var (network, factor) in parts)
            _factors[IndexOf(network)] = _factors[IndexOf(network)] with { Reference = _factors[IndexOf(network)].Reference + factor };
    }

    /// <param name="parts">The factors of the networks at constraint strength 1.</param>
    public void AddImprovement(IEnumerable<WeightedNetwork> parts)
    {
        foreach (var (network, factor) in parts)
            _factors[IndexOf(network)] = _factors[IndexOf(network)] with { Improvement = _factors[IndexOf(network)].Improvement + factor };
    }

    /// <param name="learned">The reward that the critic has learned.</param>
    /// <param name="critic">The trained critic.</param>
    public void AddCritic(LearnedReward learned, CriticEnsemble critic)
    {
        // These factors give the deviation of the return from its mean, in the response's unit.
        var unit = learned.Sign * learned.Scale.Deviation;
        WeightedNetwork[] parts = [.. critic.Parts.Select(part => part with { Factor = part.Factor * unit })];
        _critics.Add((learned.Describe(critic.AdvantageDeviation), parts));
        foreach (var part in parts)
            IndexOf(part.Network);
    }

    /// <summary>Returns the policy over the catalog or, if each row of the log is a candidate of a request, over candidates.</summary>
    public PolicyHead Build(ActionOptions options, double? constraintStrength)
        => options.RequestColumnName is null ? OverCatalog(options.ActionColumnName, constraintStrength) : OverCandidates(constraintStrength);

    /// <summary>Returns the policy over the catalog.</summary>
    public CategoricalPolicyHead OverCatalog(string actionColumnName, double? constraintStrength)
    {
        var matchedFeatures = _networks[0].CopyMatchedFeatures();
        TwoTowerBlock[][] functions = [.. _networks.Select(network => network.ToBlocks(matchedFeatures).ToArray())];
        PolicyBlock[] blocks = [.. functions.Zip(_factors)
            .SelectMany(
            network => network.First.Select(function => new PolicyBlock(function, (float)network.Second.Reference, (float)network.Second.Improvement)))];
        return new(actionColumnName, blocks, [.. _critics.Select(critic => Readout(critic.Critic, critic.Parts, functions))], constraintStrength);
    }

    private CandidatePolicyHead OverCandidates(double? constraintStrength)
    {
        PolicyBlock[] blocks =
        [
            .. _networks.Zip(_factors, (network, factors) => CandidatePolicyHead.NewBlock(network.ToOffset(), factors.Reference, factors.Improvement)),
        ];
        return new(blocks, [.. _critics.Select(critic => new CriticReadout(critic.Critic, FactorsOf(critic.Parts)))], constraintStrength);
    }

    /// <summary>Returns the factors of a critic, in which each block of a network has the factor of the network.</summary>
    private CriticReadout Readout(ResponseCritic critic, IReadOnlyList<WeightedNetwork> parts, TwoTowerBlock[][] functions)
        => new(critic, [.. FactorsOf(parts).Zip(functions).SelectMany(network => Enumerable.Repeat(network.First, network.Second.Length))]);

    /// <summary>Returns the factor of each network in a sum.</summary>
    private float[] FactorsOf(IReadOnlyList<WeightedNetwork> parts)
    {
        var factors = new float[_networks.Count];
        foreach (var (network, factor) in parts)
            factors[IndexOf(network)] = (float)factor;
        return factors;
    }

    private int IndexOf(TwoTowerNetwork network)
    {
        var index = _networks.IndexOf(network);
        if (index >= 0)
            return index;
        _networks.Add(network);
        _factors.Add(default);
        return _networks.Count - 1;
    }
}
