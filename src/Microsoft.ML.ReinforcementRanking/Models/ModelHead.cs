namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>What a trained model computes from a row: its networks, its inputs beside the features, and its output columns.</summary>
internal abstract class ModelHead
{
    /// <summary>Names the kind in the model file; never reuse a number.</summary>
    protected abstract byte Kind { get; }

    /// <summary>Values in the feature column.</summary>
    public abstract int StateWidth { get; }

    /// <summary>The action that rows carry; null for a model that is no policy.</summary>
    public abstract ActionInput? Action { get; }

    /// <summary>The categorical fields of the state.</summary>
    public virtual IReadOnlyList<CategoryInput> Categories => [];

    /// <summary>The columns that the model adds, Score first.</summary>
    public abstract IReadOnlyList<OutputColumn> Columns { get; }

    public abstract CriticSet Critics { get; }

    /// <summary>An evaluator with its own scratch, for one thread.</summary>
    public abstract HeadEvaluator CreateEvaluator();

    // *** Binary format ***
    // byte: kind, then the kind's own format
    public void Write(BinaryWriter writer)
    {
        writer.Write(Kind);
        WriteCore(writer);
    }

    public static ModelHead Read(BinaryReader reader) => reader.ReadByte() switch
    {
        CategoricalPolicyHead.NamelessKindNumber => CategoricalPolicyHead.ReadCore(reader, isNamed: false),
        CategoricalPolicyHead.KindNumber => CategoricalPolicyHead.ReadCore(reader, isNamed: true),
        TaskHead.KindNumber => TaskHead.ReadCore(reader),
        GaussianPolicyHead.KindNumber => GaussianPolicyHead.ReadCore(reader, hasRange: false),
        GaussianPolicyHead.RangedKindNumber => GaussianPolicyHead.ReadCore(reader, hasRange: true),
        var kind => throw new FormatException($"The model file holds a model of kind {kind}, which this version does not know; load it with the version that wrote it."),
    };

    protected abstract void WriteCore(BinaryWriter writer);
}

/// <summary>The action column of a policy: a key into a catalog of <paramref name="Size"/> actions, or a vector of <paramref name="Size"/> values.</summary>
internal sealed record ActionInput(string ColumnName, bool IsKey, int Size);

/// <summary>A Single column (<paramref name="SlotNames"/> null), a vector of Single with a name per slot, or a Boolean column.</summary>
internal sealed record OutputColumn(string Name, IReadOnlyList<string>? SlotNames, bool IsBoolean = false)
{
    public const string Score = "Score";
    public const string Probability = "Probability";
    public const string ResponseValues = "ResponseValues";
    public const string PredictedAction = "PredictedAction";
}

/// <summary>Evaluates a head row by row. What several columns share is computed once per row, and only when one of them is asked for.</summary>
internal abstract class HeadEvaluator
{
    /// <summary>Moves to a row, which stays as it is until the next one is loaded.</summary>
    public abstract void Load(HeadRow row);

    /// <summary>Writes the values of an output column of the current row; 1 and 0 for true and false.</summary>
    public abstract void Compute(int column, Span<float> values);
}
