using Microsoft.ML.Trainers.ReinforcementRanking.Files;
using Microsoft.ML.Trainers.ReinforcementRanking.Onnx;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Represents what a trained model computes from a row: its networks, its inputs beside the features, and its output columns.</summary>
internal abstract class ModelHead
{
    /// <summary>Gets the number of the kind in the model file. A number is never used again for another kind.</summary>
    protected abstract byte Kind { get; }

    /// <summary>Gets the number of values in the feature column.</summary>
    public abstract int StateWidth { get; }

    /// <summary>Gets the action column of the rows, or null if the model is not a policy.</summary>
    public abstract ActionInput? Action { get; }

    /// <summary>Gets the categorical fields of the state.</summary>
    public virtual IReadOnlyList<CategoryInput> Categories => [];

    /// <summary>Gets the columns that the model adds, Score first.</summary>
    public abstract IReadOnlyList<OutputColumn> Columns { get; }

    public abstract CriticSet Critics { get; }

    /// <summary>Creates an evaluator with working memory of its own, for one thread.</summary>
    public abstract HeadEvaluator CreateEvaluator();

    /// <summary>Creates what adds the output columns to a graph of ONNX.</summary>
    public abstract HeadGraph CreateGraph(OnnxGraph graph, HeadVariables inputs);

    // *** Binary format ***
    // byte: kind, then the kind's own format
    public void Write(BinaryWriter writer)
    {
        writer.Write(Kind);
        WriteCore(writer);
    }

    /// <exception cref="FormatException">The file does not contain a model whose columns are always finite.</exception>
    public static ModelHead Read(ModelReader reader)
    {
        var head = Read(reader, reader.ReadByte());
        var bound = head.BoundColumns();
        ModelReader.Require(bound <= float.MaxValue, $"an output of the model can be {bound}, which is outside of the range of Single");
        return head;
    }

    protected abstract void WriteCore(BinaryWriter writer);

    /// <summary>Returns a number that the values of columns, apart from densities, do not exceed in magnitude for ordinary features.</summary>
    protected abstract double BoundColumns();

    private static ModelHead Read(ModelReader reader, byte kind) => kind switch
    {
        CategoricalPolicyHead.NamelessKindNumber or CategoricalPolicyHead.KeyKindNumber or CategoricalPolicyHead.KindNumber
            or CategoricalPolicyHead.EligibleKindNumber => CategoricalPolicyHead.ReadCore(reader, kind),
        TaskHead.KindNumber => TaskHead.ReadCore(reader),
        GaussianPolicyHead.KindNumber => GaussianPolicyHead.ReadCore(reader, hasRange: false),
        GaussianPolicyHead.RangedKindNumber => GaussianPolicyHead.ReadCore(reader, hasRange: true),
        CandidatePolicyHead.KindNumber => CandidatePolicyHead.ReadCore(reader),
        _ => throw new FormatException(
            $"The file contains a model of kind {kind}, which this version cannot read. Load it with the version that wrote it."),
    };
}

/// <summary>
/// Represents the action column of a policy: an action of a catalog of <paramref name="Size"/> actions, or a vector of <paramref name="Size"/> values.
/// </summary>
internal sealed record ActionInput(string ColumnName, ActionType Type, int Size)
{
    /// <summary>Gets the ids of the catalog for columns of ids, or null.</summary>
    public TextIndex? Ids { get; init; }

    /// <summary>Gets the column of the actions that could be chosen in a row, or null if these are always those of the catalog.</summary>
    public string? EligibleColumnName { get; init; }
}

/// <summary>Represents a Single column (<paramref name="SlotNames"/> is null), a vector of Single with a name for each slot, or a Boolean column.</summary>
internal sealed record OutputColumn(string Name, IReadOnlyList<string>? SlotNames, bool IsBoolean = false)
{
    public const string Score = "Score";
    public const string Probability = "Probability";
    public const string ResponseValues = "ResponseValues";
    public const string PredictedAction = "PredictedAction";
}

/// <summary>Evaluates a head row by row. Values that several columns share are computed once per row, and only if one of the columns is requested.</summary>
internal abstract class HeadEvaluator
{
    /// <summary>Moves to a row, which does not change until the next row is loaded.</summary>
    public abstract void Load(HeadRow row);

    /// <summary>Writes the values of an output column of the current row. True is 1 and false is 0.</summary>
    public abstract void Compute(int column, Span<float> values);
}
