using Microsoft.ML.Trainers.ReinforcementRanking.Files;
using Microsoft.ML.Trainers.ReinforcementRanking.Onnx;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>
/// Represents a policy over the candidates of a request: the softmax over its rows of <c>Σ factor · g(x)</c>, in which the features x describe a candidate in
/// its context. A block is a two-tower function whose state is x, and which has one action, with a row of zeros. Its value is then c(x) = g(x).
/// </summary>
internal sealed class CandidatePolicyHead : PolicyHead
{
    internal const byte KindNumber = 8;

    private static readonly float[] OneAction = [0];

    /// <param name="blocks">The blocks, at least one, from <see cref="NewBlock"/>.</param>
    /// <param name="readouts">The critics, the one of the main response first, or an empty list for a policy without critics.</param>
    /// <param name="constraintStrength">The constraint strength, above 0, or null for a policy without one, whose improvement factors are all 0.</param>
    public CandidatePolicyHead(IReadOnlyList<PolicyBlock> blocks, IReadOnlyList<CriticReadout> readouts, double? constraintStrength)
        : base(blocks, readouts, constraintStrength)
    {
        Towers = new(blocks, readouts);
        Columns = ColumnsOf(readouts, OutputColumn.Score);
    }

    public override int StateWidth => Towers.StateWidth;

    public override ActionInput? Action => null;

    public override IReadOnlyList<OutputColumn> Columns { get; }

    /// <summary>Gets the networks of the blocks.</summary>
    public StateTowers Towers { get; }

    protected override byte Kind => KindNumber;

    public static PolicyBlock NewBlock(PlannedNetwork network, double referenceFactor, double improvementFactor)
        => new(new(network, OneAction), (float)referenceFactor, (float)improvementFactor);

    public override HeadEvaluator CreateEvaluator() => new CandidatePolicyEvaluator(this);

    public override HeadGraph CreateGraph(OnnxGraph graph, HeadVariables inputs) => new CandidatePolicyGraph(this, graph, inputs);

    protected override CandidatePolicyHead With(IReadOnlyList<PolicyBlock> blocks, double? constraintStrength)
        => new(blocks, Readouts, constraintStrength) { FittedConstraintStrength = FittedConstraintStrength };

    // *** Binary format ***
    // bool: has a constraint strength; doubles: constraint strength, constraint strength of the fit (1 without one)
    // int: blocks; per block: network, floats: reference factor, improvement factor
    // critics: see PolicyHead
    protected override void WriteCore(BinaryWriter writer)
    {
        writer.Write(ConstraintStrength.HasValue);
        writer.Write(ConstraintStrength ?? 1);
        writer.Write(FittedConstraintStrength ?? 1);
        writer.Write(Blocks.Count);
        foreach (var block in Blocks)
        {
            PlanFormat.Write(writer, block.Function.StateTower);
            writer.Write(block.ReferenceFactor);
            writer.Write(block.ImprovementFactor);
        }
        WriteReadouts(writer);
    }

    internal static CandidatePolicyHead ReadCore(ModelReader reader)
    {
        var (hasDial, strength, fitted) = (reader.ReadBoolean(), ReadStrength(reader), ReadStrength(reader));
        var blocks = reader.ReadList("blocks", 4 * sizeof(int),
            _ => NewBlock(PlanFormat.Read(reader), reader.ReadSingle(), reader.ReadSingle()), minimum: 1);
        foreach (var block in blocks)
            HeadCheck.RequireNetwork(block.Function.StateTower, "network of a block", blocks[0].Function.StateTower.Plan.InputWidth, 1);
        return new(blocks, ReadReadouts(reader, blocks.Length), hasDial ? strength : null) { FittedConstraintStrength = hasDial ? fitted : null };
    }
}
