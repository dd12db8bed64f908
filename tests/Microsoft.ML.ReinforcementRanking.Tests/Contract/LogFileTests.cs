using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>
/// Tests the first program of a new user on a text file with one defect. Either it works, or its error says what is needed to find the line of the file,
/// and what to do. Some files are shuffled, so that the row of the error is not the line of the file.
/// </summary>
public sealed class LogFileTests : IDisposable
{
    private const int Users = 30;
    private const int Steps = 6;

    private readonly MLContext _context = new(1);
    private readonly string _file = Path.GetTempFileName();
    private readonly List<string> _warnings = [];

    public LogFileTests() => _context.Log += (_, entry) =>
    {
        if (entry.Kind == Runtime.ChannelMessageKind.Warning)
            _warnings.Add(entry.RawMessage);
    };

    [Fact]
    public void Fit_GoodFile_Works() => Fit(Lines()).GetColumn<float>("Probability").Should().OnlyContain(probability => probability > 0 && probability <= 1);

    [Fact]
    public void Fit_UnsortedFile_GivesTheSameModel()
    {
        var sorted = Fit(Lines()).GetColumn<float>("Probability").ToArray();

        Fit([.. Lines().Order(StringComparer.Ordinal)]).GetColumn<float>("Probability").Should().Equal(sorted, "rows are sorted by user and time");
    }

    [Fact]
    public void Fit_OneActionOnly_Works() =>
        Fit(Lines((field, text) => field == Field.Video ? "v0" : text)).GetColumn<float>("Probability").Should().OnlyContain(probability => probability == 1);

    [Theory]
    [InlineData(DataKind.Int32)]
    [InlineData(DataKind.Int64)]
    [InlineData(DataKind.Byte)]
    [InlineData(DataKind.Double)]
    [InlineData(DataKind.Single)]
    public void Fit_LabelsOfAnyNumber_GivesTheSameModel(DataKind kind)
    {
        string[] lines = Lines((field, text) => field == Field.WatchTime ? text.Split('.')[0] : text);
        var booleans = Fit(lines).GetColumn<float>("Probability").ToArray();

        Fit(lines, labels: kind).GetColumn<float>("Probability").Should().Equal(booleans);
    }

    [Theory]
    [InlineData(DataKind.String)]
    [InlineData(DataKind.Int32)]
    [InlineData(DataKind.Int64)]
    public void Fit_ActionsWithoutAKeyMapping_GivesTheSameModel(DataKind kind)
    {
        var lines = Lines((field, text) => field == Field.Video ? text[1..] : text);

        Fit(lines, video: kind).GetColumn<float>("Probability").Should().Equal(Fit(lines).GetColumn<float>("Probability"));
    }

    [Fact]
    public void Fit_ActionsOfSingle_NamesConvertType() =>
        FluentActions.Invoking(() => Fit(Lines((field, text) => field == Field.Video ? text[1..] : text), video: DataKind.Single)).Should()
            .Throw<ArgumentOutOfRangeException>()
            .WithMessage("*action column 'Video': expected text, an integer, *(convert whole numbers to Int64 with *ConvertType), got Single*");

    [Fact]
    public void Fit_PropensitiesOfDouble_Works() => Fit(Lines(), propensity: DataKind.Double).GetColumn<float>("Probability").Should().NotContain(float.NaN);

    [Fact]
    public void Fit_TimesOfIsoText_Works()
    {
        static string Iso(string seconds) =>
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(seconds, CultureInfo.InvariantCulture)).ToString("yyyy-MM-dd'T'HH:mm:ssK", null);
        var lines = Lines((field, text) => field == Field.Time ? Iso(text) : text);

        Fit(lines, time: DataKind.String).GetColumn<float>("Probability").Should().Equal(Fit(Lines()).GetColumn<float>("Probability"));
    }

    [Fact]
    public void Fit_OneSession_WarnsThatNoneIsHeldOut()
    {
        Fit([.. Lines().Take(4)], testFraction: 0.25);

        _warnings.Should()
            .ContainSingle(warning => warning.StartsWith("All rows are of one session (column 'GroupId'), so none was held out: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Fit_NoRows_SaysSo() => Fitting([]).Should().Throw<InvalidOperationException>().WithMessage("The data has no rows. Check the source*");

    [Fact]
    public void Fit_EmptyUser_NamesTheRow() => Fails(
        Lines((field, text) => field == Field.User ? "" : text, line: 7),
        "Row 7 (the first row is 0; User '', Time *, Video *), user column 'User': the value is empty text, which means a missing value. Give every row a "
            + "value*");

    [Fact]
    public void Fit_SessionsOfOneRow_SaysWhatToDo() =>
        Fitting(Lines(), gap: TimeSpan.FromSeconds(1)).Should().Throw<InvalidOperationException>()
            .WithMessage("No session has two rows: the session column 'GroupId' *discount factors to 0.");

    [Fact]
    public void Fit_ConstantLabel_SaysSo() => Fails(
        Lines((field, text) => field == Field.WatchTime ? "3" : text),
        "The response column 'WatchTime' is 3 in all * rows, so there is nothing to learn from it. *");

    [Theory]
    [InlineData("nan", "features column 'Features': slot 0 is NaN, but it must be finite. *")]
    [InlineData("Infinity", "features column 'Features': slot 0 is Infinity, but it must be finite. *")]
    public void Fit_BadFeature_NamesWhatFindsTheLine(string value, string problem)
    {
        var lines = Lines((field, text) => field == Field.Taste ? value : text, line: 7);
        var fields = lines[7].Split(',');

        Fails(lines, "Row * (the first row is 0; row 7 of the data given to GroupSessions; "
            + $"GroupId *, User '{fields[0]}', Video '{fields[2]}', Action '{fields[2]}', Time {fields[1]}), {problem}");
    }

    [Fact]
    public void Fit_PropensitiesInPercent_SaysSo() => Fails(
        Lines((field, text) => field == Field.Propensity ? "33.3" : text),
        "Row 0 (*), propensity column 'Propensity': the value is 33.3, but it must be above 0 and at most 1. "
        + "The column seems to contain percentages. Divide it by 100. *");

    [Theory]
    [InlineData(false, "The timestamp column 'Time' has the same value in all 180 rows*where it is 0, the separatorChar of the file*")]
    [InlineData(true, "The data cannot be read: Could not parse value *check that separatorChar is the separator of the file, such as ';'*")]
    public void Fit_OtherSeparator_SaysWhatToCheck(bool hasDecimalCommas, string message)
    {
        var lines = Lines().Select(line => line.Replace(',', ';')).Select(line => hasDecimalCommas ? line.Replace('.', ',') : line);

        Fitting([.. lines]).Should().Throw<InvalidOperationException>().WithMessage(message);
    }

    [Fact]
    public void Fit_QuotedThousands_SaysWhatToDo() => Fails(
        Lines((field, text) => field == Field.WatchTime ? $"\"1,{text}\"" : text),
        "The data cannot be read: Could not parse value *in line *allowQuoting for quoted fields such as \"1,234\"*thousands separators as text*");

    [Fact]
    public void Fit_DatesInAColumnOfNumbers_SaysWhatToDo() => Fails(
        Lines((field, text) => field == Field.Time ? "2023-11-14T22:13:20Z" : text),
        "The data cannot be read: Could not parse value 2023-11-14T22:13:20Z in line *, column Time. *load dates as text or DateTime*");

    [Fact]
    public void Fit_WordsForLabels_NamesMapValue() => Fitting(Lines(), labels: DataKind.String).Should().Throw<ArgumentOutOfRangeException>()
        .WithMessage("*response column 'Click': expected *(*MapValue*), got String*");

    public void Dispose() => File.Delete(_file);

    // The user numbers are shuffled, so the rows have to be sorted. Sessions have 4 and 2 rows.
    private static string[] Lines(Func<Field, string, string>? change = null, int? line = null)
    {
        var random = new Random(3);
        List<string> lines = [];
        for (var index = 0; index < Users * Steps; index++)
        {
            var (user, step, video) = (index / Steps * 7 % Users, index % Steps, random.Next(3));
            FormattableString[] fields =
            [
                $"u{user}", $"{1_700_000_000 + (user * 1000) + (step * 60) + (step / 4 * 7200)}", $"v{video}",
                $"{random.NextSingle()}", $"{step}", $"{20 * random.NextSingle():F2}", $"{random.Next(2)}", $"0.3333",
            ];
            var texts = fields.Select(FormattableString.Invariant);
            if (change is not null && (line is null || line == index))
                texts = texts.Select((text, field) => change((Field)field, text));
            lines.Add(string.Join(',', texts));
        }
        return [.. lines];
    }

    private void Fails(string[] lines, string message) => Fitting(lines).Should().Throw<InvalidOperationException>().WithMessage(message);

    private Action Fitting(string[] lines, DataKind labels = DataKind.Boolean, TimeSpan? gap = null) => () => Fit(lines, labels, gap: gap);

    private IDataView Fit(string[] lines, DataKind labels = DataKind.Boolean, DataKind time = DataKind.Int64, DataKind propensity = DataKind.Single,
        TimeSpan? gap = null, double testFraction = 0.2, DataKind? video = null)
    {
        File.WriteAllLines(_file, ["User,Time,Video,Taste,Hour,WatchTime,Click,Propensity", .. lines]);
        var log = _context.Data.LoadFromTextFile(_file,
        [
            new("User", DataKind.String, 0), new("Time", time, 1), new("Video", video ?? DataKind.String, 2), new("Features", DataKind.Single, 3, 4),
            new("WatchTime", labels is DataKind.Boolean or DataKind.String ? DataKind.Single : labels, 5), new("Click", labels, 6),
            new("Propensity", propensity, 7),
        ], separatorChar: ',', hasHeader: true);
        var sessions = _context.Data.GroupSessions(log, "User", "Time", new() { Gap = gap ?? TimeSpan.FromMinutes(30) });
        var split = _context.Data.TrainTestSplitByTime(sessions, "Time", testFraction);
        var trainer = _context.Ranking.Trainers.Tscac(new TscacRankingTrainer.Options
        {
            ActionColumnName = video is null ? "Action" : "Video",
            LabelColumnName = "WatchTime",
            AuxiliaryResponses = [new("Click")],
            PropensityColumnName = "Propensity",
            NumberOfStageOneEpochs = 1,
            NumberOfStageTwoEpochs = 1,
            HiddenUnits = [4],
        });
        ITransformer model = video is null
            ? _context.Transforms.Conversion.MapValueToKey("Action", "Video").Append(trainer).Fit(split.TrainSet)
            : trainer.Fit(split.TrainSet);
        return model.Transform(split.TrainSet);
    }

    private enum Field
    {
        User,
        Time,
        Video,
        Taste,
        Hour,
        WatchTime,
        Click,
        Propensity,
    }
}
