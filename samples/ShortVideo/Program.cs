using ShortVideo.Data;
using Spectre.Console;

var log = KuaiRandReader.Read(args[0]);
AnsiConsole.MarkupLine($"{log.Exposures.Count:N0} rows, {log.Users.Count:N0} users, {log.Videos.Count:N0} videos");
