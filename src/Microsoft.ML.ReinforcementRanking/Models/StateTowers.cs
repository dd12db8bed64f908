using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>
/// Joins the state networks of a policy's blocks into two networks: one of the blocks that the policy's logits read, and one of those that only critics
/// read. A network is evaluated when a column that needs it is asked for. Their outputs follow each other, the outputs of the policy first. Policies that
/// differ in factors alone share the object.
/// </summary>
internal sealed class StateTowers
{
    private readonly int[] _starts;
    private readonly bool[] _areReadByCritics;

    public StateTowers(IReadOnlyList<PolicyBlock> blocks, IReadOnlyList<CriticReadout> readouts)
    {
        int[] ofPolicy = [.. Indices(blocks).Where(index => blocks[index].ReferenceFactor != 0 || blocks[index].ImprovementFactor != 0)];
        _areReadByCritics = [.. Indices(blocks).Select(index => readouts.Any(readout => readout.BlockFactors[index] != 0))];
        int[] ofCritics = [.. Indices(blocks).Except(ofPolicy).Where(IsReadByCritics)];
        _starts = new int[blocks.Count];
        foreach (var index in ofPolicy.Concat(ofCritics))
        {
            _starts[index] = Length;
            Length += blocks[index].Function.Width;
        }
        PolicyLength = ofPolicy.Sum(index => blocks[index].Function.Width);
        Policy = Merge(blocks, ofPolicy);
        Critics = Merge(blocks, ofCritics);
        StateWidth = blocks[0].Function.StateTower.Plan.InputWidth;
    }

    /// <summary>Gets the network of the blocks that the logits read, or null if there are none, as in a policy that is uniform.</summary>
    public PlannedNetwork? Policy { get; }

    /// <summary>Gets the network of the blocks that only critics read, or null if there are none.</summary>
    public PlannedNetwork? Critics { get; }

    /// <summary>Gets the number of features of a state.</summary>
    public int StateWidth { get; }

    /// <summary>Gets the length of both outputs.</summary>
    public int Length { get; }

    /// <summary>Gets the length of the output of <see cref="Policy"/>.</summary>
    public int PolicyLength { get; }

    /// <summary>Returns where the output of a block starts. The block must be one that the policy or a critic reads.</summary>
    public int StartOf(int block) => _starts[block];

    public bool IsReadByCritics(int block) => _areReadByCritics[block];

    private static IEnumerable<int> Indices(IReadOnlyList<PolicyBlock> blocks) => Enumerable.Range(0, blocks.Count);

    private static PlannedNetwork? Merge(IReadOnlyList<PolicyBlock> blocks, int[] members)
        => members.Length == 0 ? null : PlannedNetwork.Merge([.. members.Select(index => blocks[index].Function.StateTower)]);
}
