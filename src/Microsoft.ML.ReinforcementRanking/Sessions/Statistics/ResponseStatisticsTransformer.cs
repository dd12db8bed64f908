using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Files;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

[assembly: LoadableClass(typeof(ResponseStatisticsTransformer), null, typeof(SignatureLoadModel), "Response statistics",
    ResponseStatisticsTransformer.LoaderSignature)]

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Adds what happened to the users, items and other keys of a row before it. It is immutable and safe to share between threads.
/// </summary>
/// <remarks>
/// <para><see cref="Transform"/> replays the rows of a view: a row later than the training rows sees the training statistics, and those rows of the view that
/// are later than the training rows and earlier than itself. A row that is not later sees the earlier rows of the view alone. If the view lacks a response
/// column, every row sees the training statistics.</para>
/// <para>In a prediction engine or an action ranking engine every row sees the training statistics. <see cref="WithRows"/> brings them up to date.</para>
/// </remarks>
public sealed class ResponseStatisticsTransformer : ITransformer
{
    internal const string LoaderSignature = "ResponseStatistics";

    private readonly IHost _host;
    private readonly StatisticsFit _fit;

    internal ResponseStatisticsTransformer(IHostEnvironment env, StatisticsFit fit)
    {
        _host = env.Register(nameof(ResponseStatisticsTransformer));
        _fit = fit;
        SlotNames = fit.Layout.SlotNames();
    }

    /// <summary>Gets the names of the slots of the statistics.</summary>
    public IReadOnlyList<string> SlotNames { get; }

    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>Returns the schema of the data after the transform.</summary>
    /// <param name="inputSchema">The schema of the data before it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A key or timestamp column is missing or has another type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Transform(new EmptyDataView(_host, inputSchema)).Schema;

    /// <summary>Adds the statistics to every row. The rows are read when the result is.</summary>
    /// <param name="input">
    /// The rows. If they have responses and are in the order of time, they are streamed. Otherwise, their statistics are computed in memory when they are first
    /// read.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A key or timestamp column is missing, or a column has another type.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new StatisticsView(_host, input, _fit);
    }

    /// <summary>
    /// Returns a transformer whose statistics have further rows, too, such as those of the day after the training rows. A model that was fitted on the
    /// statistics needs no new fit.
    /// </summary>
    /// <param name="rows">Rows with responses, in any order, and all of them later than those that the statistics have.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    /// <exception cref="InvalidOperationException">There are no rows, or one is not later than the rows that the statistics have.</exception>
    public ResponseStatisticsTransformer WithRows(IDataView rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var columns = StatisticsColumns.Find(_host, new RowDescription(rows, _fit.Layout.Timestamp), _fit.Layout, needsResponses: true);
        var state = _fit.State.Copy();
        using var cursor = rows.GetRowCursor(columns.All);
        var reader = new StatisticsReader(columns, cursor);
        cursor.VisitRows(_host, row =>
        {
            var time = reader.Times.ToTicks(row, reader.Read(row), _fit.TimeStep);
            if (time <= _fit.State.Newest)
            {
                throw columns.Timestamp.Error(row, $"the time is not later than all rows that the statistics have already",
                    "Give each row once, in the order in which the rows were logged, or fit the statistics anew.");
            }
            state.AddAtOnce(time, reader.Keys, reader.Responses);
        });
        return new(_host, _fit with { State = state });
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
        => ((ITransformer)new StatisticsRowTransformer(_host, _fit, Save)).GetRowToRowMapper(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx) => Save(ctx);

    internal static ResponseStatisticsTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
        => ModelFile.Load(env, ctx, GetVersionInfo(), reader => new ResponseStatisticsTransformer(env, StatisticsFit.Read(reader)));

    private void Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        _fit.Write(ctx.Writer);
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "RESPSTAT",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(ResponseStatisticsTransformer).Assembly.FullName);
}
