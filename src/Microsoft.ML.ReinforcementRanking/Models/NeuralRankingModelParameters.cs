using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Model.OnnxConverter;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Files;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Onnx;

[assembly: LoadableClass(typeof(NeuralRankingModelParameters), null, typeof(SignatureLoadModel), "Neural ranking model",
    NeuralRankingModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Represents a trained neural ranking model, whichever trainer fitted it. The weights are managed arrays, so that scoring does not need libtorch.
/// Objects are immutable and safe to share between threads.
/// </summary>
public sealed class NeuralRankingModelParameters : ModelParametersBase<float>, IBindableCanSaveOnnx
{
    internal const string LoaderSignature = "NeuralRankingModel";

    private const string RegistrationName = "NeuralRankingModel";
    private const uint VersionWithWarnings = 0x00010002;

    private readonly IReadOnlyList<string> _fitWarnings;
    private bool _isLoading;

    internal NeuralRankingModelParameters(IHostEnvironment env, ModelHead head, IReadOnlyList<TrainingHistoryEntry> history, IReadOnlyList<string> warnings)
        : base(env, RegistrationName)
    {
        Head = head;
        History = history;
        _fitWarnings = warnings;
        Dial = Head is PolicyHead policy ? new(this, policy) : null;
        (CategoricalPolicy, CandidatePolicy) = NewPolicies();
    }

    private NeuralRankingModelParameters(IHostEnvironment env, ModelLoadContext ctx, ModelReader reader)
        : base(env, RegistrationName, ctx)
    {
        // *** Binary format ***
        // <base info>
        // model head (kind byte, then its own format)
        // history
        // since version 2: warnings of the fit
        _isLoading = true;
        Head = ModelHead.Read(reader);
        History = HistoryFormat.Read(reader);
        _fitWarnings = ctx.Header.ModelVerWritten >= VersionWithWarnings ? TextFormat.Read(reader) : [];
        Dial = Head is PolicyHead policy ? new(this, policy) : null;
        (CategoricalPolicy, CandidatePolicy) = NewPolicies();
    }

    /// <summary>Gets the losses and metrics of each epoch of each training stage, in order. They are saved in the model file.</summary>
    public IReadOnlyList<TrainingHistoryEntry> History { get; }

    /// <summary>
    /// Gets the critics of the model, the one of the main response or of the first task first. The set is empty for a model without critics, such as one
    /// of behavior cloning or of plain multi-task training.
    /// </summary>
    public CriticSet Critics => Head.Critics;

    /// <summary>
    /// Gets the warnings about this model. They name weaknesses that the fit found, such as a critic that explains nothing of the held-out sessions, and
    /// say whether the last stage was canceled, whether a stage reached its number of epochs while it still improved, whether a changed constraint strength
    /// is approximate, and whether the catalog has actions that are newer than a fit with ids. The list is empty if there is nothing to report. Warnings of
    /// the fit are also written to the context's log. All are saved in the model file.
    /// </summary>
    public IReadOnlyList<string> Warnings => Head is PolicyHead policy ? [.. _fitWarnings, .. policy.Warnings] : _fitWarnings;

    /// <summary>
    /// Gets the operations of a policy over a catalog of actions, or null if the model is a policy over candidates or continuous actions, or a model of tasks.
    /// </summary>
    public CategoricalPolicy? CategoricalPolicy { get; }

    /// <summary>
    /// Gets the operations of a policy over the candidates of a request, or null if the model was not fitted with
    /// <see cref="ActionOptions.RequestColumnName"/>.
    /// </summary>
    public CandidatePolicy? CandidatePolicy { get; }

    internal ModelHead Head { get; }

    /// <summary>Gets what changes the temperature and the constraint strength, or null if the model is no policy over a catalog or over candidates.</summary>
    internal PolicyDial? Dial { get; }

    /// <summary>
    /// Writes the model in the ONNX format, with version 12 of the operators, so that it can be scored where there is no .NET. The file contains this model
    /// alone. <see cref="PolicyTransformerExtensions.SaveAsOnnx"/> writes a whole pipeline.
    /// </summary>
    /// <remarks>
    /// <para>All inputs and outputs have one row for each row of the batch, and any number of rows. <c>Features</c> [rows, number of features] are Single.
    /// The action has the name of its column: text or Int64 [rows, 1] for ids, UInt32 [rows, 1] for keys, of which the first is 1, and Single for a
    /// vector. It need not be set where only outputs are used that do not depend on it. The actions that can be chosen are an input of policies over a
    /// catalog, Boolean [rows, actions], with the name of <see cref="ActionOptions.EligibleActionColumnName"/> or else <c>EligibleActions</c>. All can be
    /// chosen if it is not set. A categorical field has the name of its column and is UInt32 [rows, any number of keys], where 0 is no value.</para>
    /// <para>The outputs have the names and values of the columns that <c>Transform</c> adds, as Single and Boolean. A policy over a catalog has another one,
    /// <c>LogProbabilities</c> [rows, actions]: the logarithm of the probability of each action in the order of
    /// <see cref="CategoricalPolicy.ActionIds"/>. Values agree with those of <c>Transform</c> within 1e-5, relative to values above 1. The metadata of the
    /// file contains, as JSON, <c>ActionIds</c>, <c>ResponseNames</c> and <c>DiscountFactors</c>, and the number <c>ConstraintStrength</c>, where the model
    /// has them.</para>
    /// </remarks>
    /// <param name="stream">The stream to write to. It stays open.</param>
    /// <exception cref="ArgumentException">The stream cannot be written to.</exception>
    /// <exception cref="InvalidOperationException">
    /// The file would have more than 2,147,483,647 bytes, an integer id does not fit Int64, or an input and an output have the same name. Nothing has been
    /// written.
    /// </exception>
    public void SaveAsOnnx(Stream stream)
    {
        OnnxFile.RequireWritable(stream);
        HeadFile.Create(Head).WriteTo(stream);
    }

    /// <summary>Gets the environment for objects that are made from this model later.</summary>
    internal IHost Environment => Host;

    /// <summary>Gets the kind of the predictions, which is ranking.</summary>
    protected override PredictionKind PredictionKind => PredictionKind.Ranking;

    /// <summary>Returns the same model with a changed policy.</summary>
    internal NeuralRankingModelParameters With(PolicyHead policy) => new(Host, policy, History, _fitWarnings);

    ISchemaBoundMapper ISchemaBindableMapper.Bind(IHostEnvironment env, RoleMappedSchema schema)
    {
        var isLoading = Interlocked.Exchange(ref _isLoading, false);
        try
        {
            return new NeuralRankingRowMapper(this, schema, BoundColumns.Find(env, Head, schema));
        }
        // ML.NET binds a model that it loads to the schema of the file, which may be damaged, and hides what is thrown there. Rows are bound again.
        catch (ArgumentOutOfRangeException) when (isLoading)
        {
            return new NeuralRankingRowMapper(this, schema, columns: null);
        }
    }

    bool ICanSaveOnnx.CanSaveOnnx(OnnxContext ctx) => true;

    bool IBindableCanSaveOnnx.SaveAsOnnx(OnnxContext ctx, RoleMappedSchema schema, string[] outputNames)
    {
        HeadColumns.Add(Host, ctx, Head, BoundColumns.Find(Host, Head, schema), outputNames);
        return true;
    }

    /// <summary>Writes the plan, the weights, the history and the warnings, so that the file can be scored in a process without libtorch.</summary>
    protected override void SaveCore(ModelSaveContext ctx)
    {
        base.SaveCore(ctx);
        ctx.SetVersionInfo(GetVersionInfo());
        Head.Write(ctx.Writer);
        HistoryFormat.Write(ctx.Writer, History);
        TextFormat.Write(ctx.Writer, _fitWarnings);
    }

    private (CategoricalPolicy?, CandidatePolicy?) NewPolicies() => Head switch
    {
        CategoricalPolicyHead policy => (new(this, policy), null),
        CandidatePolicyHead policy => (null, new(this, policy)),
        _ => (null, null),
    };

    internal static NeuralRankingModelParameters Create(IHostEnvironment env, ModelLoadContext ctx)
        => ModelFile.Load(env, ctx, GetVersionInfo(), reader => new NeuralRankingModelParameters(env, ctx, reader));

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
