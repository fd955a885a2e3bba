mod run;
mod schedule;
