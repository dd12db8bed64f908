using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;

[assembly: LoadableClass(typeof(NeuralRankingModelParameters), null, typeof(SignatureLoadModel), "Neural ranking model",
    NeuralRankingModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// A trained neural ranking model: managed weights, scored without libtorch, whichever trainer fitted it. Immutable and safe to share between threads.
/// </summary>
public sealed class NeuralRankingModelParameters : ModelParametersBase<float>, ISchemaBindableMapper
{
    internal const string LoaderSignature = "NeuralRankingModel";

    private const string RegistrationName = "NeuralRankingModel";
    private const uint VersionWithWarnings = 0x00010002;

    private readonly IReadOnlyList<string> _fitWarnings;

    internal NeuralRankingModelParameters(IHostEnvironment env, ModelHead head, IReadOnlyList<TrainingHistoryEntry> history, IReadOnlyList<string> warnings)
        : base(env, RegistrationName)
    {
        Head = head;
        History = history;
        _fitWarnings = warnings;
        CategoricalPolicy = NewPolicy();
    }

    private NeuralRankingModelParameters(IHostEnvironment env, ModelLoadContext ctx)
        : base(env, RegistrationName, ctx)
    {
        // *** Binary format ***
        // <base info>
        // model head (kind byte, then its own format)
        // history
        // since version 2: warnings of the fit
        Head = ModelHead.Read(ctx.Reader);
        History = HistoryFormat.Read(ctx.Reader);
        _fitWarnings = ctx.Header.ModelVerWritten >= VersionWithWarnings ? TextFormat.Read(ctx.Reader) : [];
        CategoricalPolicy = NewPolicy();
    }

    /// <summary>What each epoch of each training stage reported, in order; saved in the model file.</summary>
    public IReadOnlyList<TrainingHistoryEntry> History { get; }

    /// <summary>
    /// The critics of the model, main response or first task first; empty for a model without critics (behavior cloning, plain multi-task training).
    /// </summary>
    public CriticSet Critics => Head.Critics;

    /// <summary>
    /// What to beware of: what the fit found weak, such as a critic that explains nothing of the held-out sessions, and whether a changed constraint
    /// strength is approximate. Empty where there is nothing to say. The context's log says the same, as it happens; the model file keeps it.
    /// </summary>
    public IReadOnlyList<string> Warnings => Head is CategoricalPolicyHead { ApproximationWarning: { } warning } ? [.. _fitWarnings, warning] : _fitWarnings;

    /// <summary>What only a policy over a catalog of actions can do; null for a policy over continuous actions and for models of tasks.</summary>
    public CategoricalPolicy? CategoricalPolicy { get; }

    internal ModelHead Head { get; }

    /// <summary>For what is made from this model later.</summary>
    internal IHostEnvironment Environment => Host;

    /// <summary>Kind of the predictions: ranking.</summary>
    protected override PredictionKind PredictionKind => PredictionKind.Ranking;

    /// <summary>The same model with another policy over its catalog.</summary>
    internal NeuralRankingModelParameters With(CategoricalPolicyHead policy) => new(Host, policy, History, _fitWarnings);

    ISchemaBoundMapper ISchemaBindableMapper.Bind(IHostEnvironment env, RoleMappedSchema schema) => new NeuralRankingRowMapper(env, this, schema);

    /// <summary>Writes plan, weights, history and warnings, so that the file scores in a process without libtorch.</summary>
    protected override void SaveCore(ModelSaveContext ctx)
    {
        base.SaveCore(ctx);
        ctx.SetVersionInfo(GetVersionInfo());
        Head.Write(ctx.Writer);
        HistoryFormat.Write(ctx.Writer, History);
        TextFormat.Write(ctx.Writer, _fitWarnings);
    }

    private CategoricalPolicy? NewPolicy() => Head is CategoricalPolicyHead policy ? new(this, policy) : null;

    internal static NeuralRankingModelParameters Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(GetVersionInfo());
        return new(env, ctx);
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "NEURRANK",
        // 0x00010001: initial
        // 0x00010002: warnings of the fit; ids of actions and the constraint strength of the fit, in the policy's head
        verWrittenCur: VersionWithWarnings,
        verReadableCur: VersionWithWarnings,
        verWeCanReadBack: 0x00010001,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(NeuralRankingModelParameters).Assembly.FullName);
}
