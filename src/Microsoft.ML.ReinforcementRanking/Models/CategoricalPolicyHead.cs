using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>
/// A policy over a catalog: softmax of <c>Σ factor · f(s, a)</c> over two-tower blocks. Critics are read from the same blocks.
/// </summary>
internal sealed class CategoricalPolicyHead : ModelHead
{
    internal const byte KindNumber = 1;

    private readonly string _actionColumnName;

    /// <param name="actionColumnName">Name of the key column.</param>
    /// <param name="blocks">At least one; the same catalog in each.</param>
    /// <param name="readouts">Main response first; empty without critics.</param>
    /// <param name="constraintStrength">The constraint strength, above 0. Null for a policy without one (all improvement factors 0).</param>
    public CategoricalPolicyHead(string actionColumnName, IReadOnlyList<PolicyBlock> blocks, IReadOnlyList<CriticReadout> readouts, double? constraintStrength)
    {
        _actionColumnName = actionColumnName;
        Blocks = blocks;
        Readouts = readouts;
        ConstraintStrength = constraintStrength;
        StateNetwork = PlannedNetwork.Merge([.. blocks.Select(block => block.Function.StateTower)]);
        Catalog = new(blocks, constraintStrength ?? 1);
        Columns = readouts.Count == 0
            ? [new(OutputColumn.Score, null), new(OutputColumn.Probability, null)]
            : [new(OutputColumn.Score, null), new(OutputColumn.Probability, null), new(OutputColumn.ResponseValues, [.. readouts.Select(readout => readout.Critic.ResponseColumnName)])];
    }

    public override int StateWidth => StateNetwork.Plan.InputWidth;

    public override ActionInput Action => new(_actionColumnName, IsKey: true, Blocks[0].Function.ActionCount);

    public override IReadOnlyList<OutputColumn> Columns { get; }

    public override CriticSet Critics => new([.. Readouts.Select(readout => readout.Critic)], tasks: null);

    public IReadOnlyList<PolicyBlock> Blocks { get; }

    public IReadOnlyList<CriticReadout> Readouts { get; }

    public double? ConstraintStrength { get; }

    /// <summary>All state towers as one network.</summary>
    public PlannedNetwork StateNetwork { get; }

    public FoldedCatalog Catalog { get; }

    protected override byte Kind => KindNumber;

    public override HeadEvaluator CreateEvaluator() => new CategoricalPolicyEvaluator(this);

    /// <summary>The same networks at another constraint strength: exact, since only factors change.</summary>
    public CategoricalPolicyHead WithConstraintStrength(double constraintStrength) => new(_actionColumnName, Blocks, Readouts, constraintStrength);

    /// <summary>The same networks with all logits divided.</summary>
    public CategoricalPolicyHead WithTemperature(double temperature)
    {
        float Divide(float factor) => (float)(factor / temperature);
        IEnumerable<PolicyBlock> blocks = Blocks.Select(block => block with { ReferenceFactor = Divide(block.ReferenceFactor), ImprovementFactor = Divide(block.ImprovementFactor) });
        return new(_actionColumnName, [.. blocks], Readouts, ConstraintStrength);
    }

    public IReadOnlyList<RankedAction> TopActions(ReadOnlySpan<float> features, int count)
    {
        var (logits, logNormalizer) = Logits(features);
        return [.. Enumerable.Range(0, logits.Length)
            .OrderByDescending(action => logits[action]).ThenBy(action => action)
            .Take(count)
            .Select(action => new RankedAction((uint)action + 1, logits[action], Probability(logits[action], logNormalizer)))];
    }

    public float[] Probabilities(ReadOnlySpan<float> features)
    {
        var (logits, logNormalizer) = Logits(features);
        return Array.ConvertAll(logits, logit => Probability(logit, logNormalizer));
    }

    private (float[] Logits, double LogNormalizer) Logits(ReadOnlySpan<float> features)
    {
        if (features.Length != StateWidth)
            throw new ArgumentException($"The model was trained on {StateWidth} features, but {features.Length} were given.", nameof(features));
        var evaluator = new CategoricalPolicyEvaluator(this);
        var row = new HeadRow(this);
        features.CopyTo(row.State);
        evaluator.Load(row);
        var logits = new float[Catalog.Count];
        var logNormalizer = evaluator.Logits(logits);
        return (logits, logNormalizer);
    }

    private static float Probability(float logit, double logNormalizer) => (float)Math.Exp(logit - logNormalizer);

    // *** Binary format ***
    // string: action column; bool: has a dial; double: constraint strength (1 without a dial)
    // int: blocks; per block: network, int: table length, floats: action table (or int: -1 - k, for the table of block k), float: reference factor,
    // float: improvement factor
    // int: critics; per critic: see CriticFormat, floats: a factor per block
    protected override void WriteCore(BinaryWriter writer)
    {
        writer.Write(_actionColumnName);
        writer.Write(ConstraintStrength.HasValue);
        writer.Write(ConstraintStrength ?? 1);
        writer.Write(Blocks.Count);
        foreach (var (index, block) in Blocks.Index())
        {
            PlanFormat.Write(writer, block.Function.StateTower);
            var first = Blocks.TakeWhile(other => other.Function.ActionTable != block.Function.ActionTable).Count();
            writer.Write(first < index ? -1 - first : block.Function.ActionTable.Length);
            if (first == index)
                FloatFormat.Write(writer, block.Function.ActionTable);
            writer.Write(block.ReferenceFactor);
            writer.Write(block.ImprovementFactor);
        }
        writer.Write(Readouts.Count);
        foreach (var readout in Readouts)
        {
            CriticFormat.Write(writer, readout.Critic);
            FloatFormat.Write(writer, readout.BlockFactors);
        }
    }

    internal static CategoricalPolicyHead ReadCore(BinaryReader reader)
    {
        var actionColumnName = reader.ReadString();
        var hasDial = reader.ReadBoolean();
        var constraintStrength = reader.ReadDouble();
        var blocks = new PolicyBlock[reader.ReadInt32()];
        for (var index = 0; index < blocks.Length; index++)
        {
            var tower = PlanFormat.Read(reader);
            var length = reader.ReadInt32();
            var table = length >= 0 ? FloatFormat.Read(reader, length) : blocks[-1 - length].Function.ActionTable;
            blocks[index] = new(new(tower, table), reader.ReadSingle(), reader.ReadSingle());
        }
        var readouts = new CriticReadout[reader.ReadInt32()];
        for (var index = 0; index < readouts.Length; index++)
            readouts[index] = new(CriticFormat.Read(reader), FloatFormat.Read(reader, blocks.Length));
        return new(actionColumnName, blocks, readouts, hasDial ? constraintStrength : null);
    }
}
