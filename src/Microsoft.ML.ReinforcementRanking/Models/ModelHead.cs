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
