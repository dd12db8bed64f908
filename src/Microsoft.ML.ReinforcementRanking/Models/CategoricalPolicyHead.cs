using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Files;
using Microsoft.ML.Trainers.ReinforcementRanking.Onnx;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>
/// Represents a policy over a catalog: the softmax of <c>Σ factor · f(s, a)</c> over two-tower blocks. The values of critics are computed from the same
/// blocks.
/// </summary>
internal sealed class CategoricalPolicyHead : PolicyHead
{
    /// <summary>The kind of files that keep neither the ids of actions nor the constraint strength of the fit.</summary>
    internal const byte NamelessKindNumber = 1;

    /// <summary>The kind of files whose action column is a key, and which do not keep the networks of the features of actions.</summary>
    internal const byte KeyKindNumber = 5;
    internal const byte KindNumber = 6;

    /// <summary>The kind of files of policies that read a column of eligible actions.</summary>
    internal const byte EligibleKindNumber = 7;

    // The places of the first columns. The values of critics follow them.
    internal const int ScoreColumn = 0, ProbabilityColumn = 1;

    private readonly ConcurrentBag<PolicyScorer> _scorers = [];

    /// <param name="actionColumnName">The name of the action column.</param>
    /// <param name="blocks">The blocks, at least one. All have the same catalog.</param>
    /// <param name="readouts">The critics, the one of the main response first, or an empty list for a policy without critics.</param>
    /// <param name="constraintStrength">The constraint strength, above 0, or null for a policy without one, whose improvement factors are all 0.</param>
    public CategoricalPolicyHead(string actionColumnName, IReadOnlyList<PolicyBlock> blocks, IReadOnlyList<CriticReadout> readouts, double? constraintStrength)
        : this(actionColumnName, blocks, readouts, constraintStrength, new(blocks, readouts))
    {
    }

    private CategoricalPolicyHead(
        string actionColumnName, IReadOnlyList<PolicyBlock> blocks, IReadOnlyList<CriticReadout> readouts, double? constraintStrength, StateTowers towers)
        : base(blocks, readouts, constraintStrength)
    {
        Actions = new(actionColumnName, ActionType.Key, blocks[0].Function.ActionCount, names: null) { HasActionTowers = false };
        Towers = towers;
        Catalog = new(blocks, towers, constraintStrength ?? 1);
        Columns = ColumnsOf(readouts, OutputColumn.Score, OutputColumn.Probability);
    }

    public override int StateWidth => Towers.StateWidth;

    public override ActionInput Action => Actions.Input;

    /// <summary>Gets the action column and the ids of the catalog.</summary>
    public PolicyActions Actions { get; private init; }

    public override IReadOnlyList<OutputColumn> Columns { get; }

    /// <summary>Gets the id of each action, which is its key if a key column has no key values.</summary>
    public IReadOnlyList<string> ActionIds => Actions.Ids;

    public override IEnumerable<string> Warnings => base.Warnings.Concat(new[] { NewActionsWarning }.OfType<string>());

    /// <summary>Gets the state networks of the blocks.</summary>
    public StateTowers Towers { get; }

    public FoldedCatalog Catalog { get; }

    /// <summary>Gets a warning if the policy knows some actions by their features alone though it was fitted with ids, or null.</summary>
    private string? NewActionsWarning => Actions.NewCount is > 0 and var count && Blocks.Any(block => ActionTower.ReadsIndex(block.Function.ActionTower!))
        ? string.Create(CultureInfo.InvariantCulture, $"{count} of {Catalog.Count} actions are newer than the fit. The policy knows them by their features " +
            $"alone: the part of a score that belongs to the id of an action is 0 for them. Fit with UseActionIdentity = false if scores should not have it.")
        : null;

    protected override byte Kind => Actions.EligibleColumnName is null ? KindNumber : EligibleKindNumber;

    public override HeadEvaluator CreateEvaluator() => new CategoricalPolicyEvaluator(this);

    public override HeadGraph CreateGraph(OnnxGraph graph, HeadVariables inputs) => new CategoricalPolicyGraph(this, graph, inputs);

    /// <summary>Returns the same policy with what its fit knows of the actions.</summary>
    public CategoricalPolicyHead WithActions(PolicyActions actions) => With(Blocks, ConstraintStrength, actions);

    /// <summary>Returns the same policy over another catalog.</summary>
    /// <exception cref="InvalidOperationException">The policy does not say anything of new actions, or they cannot reach it.</exception>
    public CategoricalPolicyHead WithCatalog(IHost host, IDataView items)
    {
        NewCatalog.RequirePossible(Actions);
        var catalog = new NewCatalog(host, items, Actions, Blocks[0].Function.ActionTower!.Plan.InputWidth);
        return With([.. Blocks.Select(block => block with { Function = catalog.Embed(block.Function) })], ConstraintStrength, catalog.Actions);
    }

    /// <inheritdoc cref="PolicyScorer.Top"/>
    public RankedAction[] TopActions(ReadOnlySpan<float> features, int count, int[]? eligible = null)
    {
        using var loan = Borrow();
        return loan.Scorer.Top(features, count, eligible);
    }

    /// <inheritdoc cref="PolicyScorer.Probabilities"/>
    public float[] Probabilities(ReadOnlySpan<float> features, int[]? eligible = null)
    {
        using var loan = Borrow();
        return loan.Scorer.Probabilities(features, eligible);
    }

    /// <inheritdoc cref="PolicyScorer.Page"/>
    public SampledPage SamplePage(ReadOnlySpan<float> features, int count, int[]? eligible, int seed, double exploration)
    {
        using var loan = Borrow();
        return loan.Scorer.Page(features, count, eligible, seed, exploration);
    }

    /// <inheritdoc cref="PolicyScorer.Logits(ReadOnlySpan{float}, int[])"/>
    public float[] Logits(ReadOnlySpan<float> features, int[]? eligible)
    {
        using var loan = Borrow();
        return loan.Scorer.Logits(features, eligible);
    }

    /// <summary>Lends a scorer to the calling thread. One scorer is made for each thread that calls at the same time.</summary>
    private ScorerLoan Borrow() => new(_scorers, _scorers.TryTake(out var scorer) ? scorer : new(this));

    protected override CategoricalPolicyHead With(IReadOnlyList<PolicyBlock> blocks, double? constraintStrength)
        => With(blocks, constraintStrength, Actions);

    private CategoricalPolicyHead With(IReadOnlyList<PolicyBlock> blocks, double? constraintStrength, PolicyActions actions)
        => new(Action.ColumnName, blocks, Readouts, constraintStrength, Towers)
        {
            Actions = actions,
            FittedConstraintStrength = FittedConstraintStrength,
        };

    // *** Binary format ***
    // string: action column; bool: has a constraint strength; double: constraint strength (1 without one)
    // int: blocks; per block: network, int: table length, floats: action table (or int: -1 - k, for the table of block k), float: reference factor,
    // float: improvement factor
    // critics: see PolicyHead
    // not in the nameless kind: double: constraint strength of the fit (1 where it has none); actions: see PolicyActions
    // neither in the nameless kind nor in the kind of keys, per block that has a table of its own: bool: has an action tower; network: action tower
    protected override void WriteCore(BinaryWriter writer)
    {
        writer.Write(Action.ColumnName);
        writer.Write(ConstraintStrength.HasValue);
        writer.Write(ConstraintStrength ?? 1);
        writer.Write(Blocks.Count);
        var first = FirstWithTable(Blocks);
        foreach (var (index, block) in Blocks.Index())
        {
            PlanFormat.Write(writer, block.Function.StateTower);
            writer.Write(first[index] < index ? -1 - first[index] : block.Function.ActionTable.Length);
            if (first[index] == index)
                FloatFormat.Write(writer, block.Function.ActionTable);
            writer.Write(block.ReferenceFactor);
            writer.Write(block.ImprovementFactor);
        }
        WriteReadouts(writer);
        writer.Write(FittedConstraintStrength ?? 1);
        Actions.Write(writer);
        foreach (var (_, block) in Blocks.Index().Where(own => first[own.Index] == own.Index))
        {
            writer.Write(block.Function.ActionTower is not null);
            if (block.Function.ActionTower is { } tower)
                PlanFormat.Write(writer, tower);
        }
    }

    internal static CategoricalPolicyHead ReadCore(ModelReader reader, byte kind)
    {
        var (actionColumnName, hasDial, strength) = (reader.ReadName(), reader.ReadBoolean(), ReadStrength(reader));
        var blocks = ReadBlocks(reader);
        var readouts = ReadReadouts(reader, blocks.Length);
        if (kind == NamelessKindNumber)
            return new(actionColumnName, blocks, readouts, hasDial ? strength : null);
        var fittedStrength = ReadStrength(reader);
        var actions = PolicyActions.Read(reader, actionColumnName, blocks[0].Function.ActionCount, kind);
        return new(actionColumnName, kind == KeyKindNumber ? blocks : ReadActionTowers(reader, blocks, actions), readouts, hasDial ? strength : null)
        {
            FittedConstraintStrength = hasDial ? fittedStrength : null,
            Actions = actions,
        };
    }

    private static PolicyBlock[] ReadBlocks(ModelReader reader)
    {
        var blocks = new PolicyBlock[reader.ReadCount("blocks", 4 * sizeof(int), minimum: 1)];
        for (var index = 0; index < blocks.Length; index++)
        {
            var tower = PlanFormat.Read(reader);
            var length = reader.ReadInt32();
            ModelReader.Require(length >= -index, $"block {index} has the table of block {-1L - length}, which does not precede it");
            var table = length >= 0 ? reader.ReadFloats(length) : blocks[-1 - length].Function.ActionTable;
            blocks[index] = new(new(tower, table), reader.ReadSingle(), reader.ReadSingle());
            HeadCheck.RequireTable(blocks[index].Function, blocks[0].Function, length >= 0 ? null : blocks[-1 - length].Function);
        }
        return blocks;
    }

    private static PolicyBlock[] ReadActionTowers(ModelReader reader, PolicyBlock[] blocks, PolicyActions actions)
    {
        Dictionary<float[], PlannedNetwork?> towers = [];
        foreach (var block in blocks)
        {
            if (!towers.ContainsKey(block.Function.ActionTable))
                towers.Add(block.Function.ActionTable, reader.ReadBoolean() ? PlanFormat.Read(reader) : null);
        }
        HeadCheck.RequireActionTowers(blocks, towers, actions);
        return [.. blocks.Select(block => block with { Function = block.Function with { ActionTower = towers[block.Function.ActionTable] } })];
    }

    /// <summary>Returns, for each block, the first block with the same table.</summary>
    private static int[] FirstWithTable(IReadOnlyList<PolicyBlock> blocks)
    {
        Dictionary<float[], int> first = [];
        foreach (var (index, block) in blocks.Index())
            first.TryAdd(block.Function.ActionTable, index);
        return [.. blocks.Select(block => first[block.Function.ActionTable])];
    }
}
